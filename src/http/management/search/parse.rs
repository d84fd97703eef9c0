//! The grammar, by recursive descent over the characters; bounded as its parent says.

use super::{BARE_TERM, Fault, MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Node, Term, Test, Vocabulary, fold};

/// Reads a search.
///
/// # Errors
/// A sentence that says what was not understood.
pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Node, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(Fault(format!("A search has at most {MAX_LENGTH} bytes")));
    }
    let mut parser = Parser { rest: text, vocabulary, terms: 0 };
    let node = parser.alternatives(None, 0)?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(unexpected(c)),
    }
}

fn unexpected(c: char) -> Fault {
    if c.is_control() { Fault("Unexpected control character in a search".to_owned()) } else { Fault(format!("Unexpected {c} in a search")) }
}

fn unended() -> Fault {
    Fault("The search ends too early".to_owned())
}

struct Parser<'a> {
    rest: &'a str,
    vocabulary: &'a Vocabulary,
    terms: usize,
}

/// A word with what its escapes and asterisks mean: literal pieces, between them the asterisks.
struct Word {
    pieces: Vec<String>,
    /// Whether an escape was in it: then it is no operator.
    escaped: bool,
}

impl Word {
    fn plain(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// How a clause counts among those beside it.
#[derive(PartialEq)]
enum Occur {
    Must,
    MustNot,
    Should,
}

impl Parser<'_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes an operator that stands as a word of its own.
    fn operator(&mut self, names: &[&str]) -> bool {
        self.peek();
        for name in names {
            if let Some(rest) = self.rest.strip_prefix(name)
                && (!name.starts_with(|c: char| c.is_ascii_alphabetic())
                    || rest.chars().next().is_none_or(|c| c.is_whitespace() || c == '('))
            {
                self.rest = rest;
                return true;
            }
        }
        false
    }

    /// `a OR b`, `a b`, `+a -b`.
    fn alternatives(&mut self, field: Option<&str>, depth: usize) -> Result<Node, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault(format!("A search is nested at most {MAX_DEPTH} deep")));
        }
        let (mut must, mut not, mut should) = (Vec::new(), Vec::new(), Vec::new());
        let mut after_or = false;
        loop {
            let (occur, node) = self.conjunction(field, depth)?;
            match (occur, node) {
                (Occur::Must, node) => must.push(node),
                // Beside others a negation takes away from them; after OR it is one of the alternatives.
                (Occur::MustNot, node) if !after_or => not.push(node),
                (Occur::MustNot, node) => should.push(Node::Not(Box::new(node))),
                (Occur::Should, node) => should.push(node),
            }
            after_or = self.operator(&["OR", "||"]);
            if after_or {
                // What stood before an OR as a negation is an alternative as well.
                if must.is_empty() && should.is_empty() {
                    should.extend(not.pop().map(|node| Node::Not(Box::new(node))));
                }
                continue;
            }
            if matches!(self.peek(), None | Some(')')) {
                break;
            }
        }
        if must.is_empty() && should.len() == 1 && not.is_empty() {
            return should.pop().ok_or_else(unended);
        }
        let mut all = must;
        if all.is_empty() && !should.is_empty() {
            all.push(if should.len() == 1 { should.pop().ok_or_else(unended)? } else { Node::Any(should) });
        }
        all.extend(not.into_iter().map(|node| Node::Not(Box::new(node))));
        if all.len() == 1 { all.pop().ok_or_else(unended) } else { Ok(Node::All(all)) }
    }

    /// `a AND b`.
    fn conjunction(&mut self, field: Option<&str>, depth: usize) -> Result<(Occur, Node), Fault> {
        let first = self.clause(field, depth)?;
        if !self.operator(&["AND", "&&"]) {
            return Ok(first);
        }
        let plain = |(occur, node)| if occur == Occur::MustNot { Node::Not(Box::new(node)) } else { node };
        let mut all = vec![plain(first)];
        loop {
            all.push(plain(self.clause(field, depth)?));
            if !self.operator(&["AND", "&&"]) {
                return Ok((Occur::Should, Node::All(all)));
            }
        }
    }

    /// One clause and how it counts.
    fn clause(&mut self, field: Option<&str>, depth: usize) -> Result<(Occur, Node), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault(format!("A search is nested at most {MAX_DEPTH} deep")));
        }
        if self.operator(&["NOT", "!"]) || self.take("-") {
            return Ok(match self.clause(field, depth + 1)? {
                (Occur::MustNot, node) => (Occur::Should, node),
                (_, node) => (Occur::MustNot, node),
            });
        }
        if self.take("+") {
            return Ok(match self.clause(field, depth + 1)? {
                (Occur::Should, node) => (Occur::Must, node),
                other => other,
            });
        }
        match self.peek() {
            None => Err(unended()),
            Some('(') => {
                self.take("(");
                let node = self.alternatives(field, depth + 1)?;
                self.closed(')')?;
                Ok((Occur::Should, node))
            }
            Some(_) => Ok((Occur::Should, self.term(field, depth)?)),
        }
    }

    fn closed(&mut self, by: char) -> Result<(), Fault> {
        match self.peek() {
            Some(c) if c == by => {
                self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
                self.unweighted()
            }
            Some(c) => Err(unexpected(c)),
            None => Err(unended()),
        }
    }

    /// Lucene's weights and distances mean nothing here: an order by relevance does not exist.
    fn unweighted(&self) -> Result<(), Fault> {
        match self.rest.chars().next() {
            Some(c @ ('^' | '~')) => Err(Fault(format!("Searches with {c} are not supported"))),
            _ => Ok(()),
        }
    }

    fn term(&mut self, within: Option<&str>, depth: usize) -> Result<Node, Fault> {
        if self.rest.starts_with(['"', '[', '{', '>', '<']) {
            return self.value(within);
        }
        let start = self.rest;
        let word = self.word(true)?;
        if !self.rest.starts_with(':') {
            // A word by itself is read again as a value, in which a colon means nothing.
            self.rest = start;
            return self.value(within);
        }
        self.take(":");
        let Some(name) = word.plain().filter(|name| !name.is_empty()) else {
            return Err(Fault("The name of a field must not be empty or hold an asterisk".to_owned()));
        };
        if within.is_some() {
            return Err(Fault("A field inside another field's parentheses is not supported".to_owned()));
        }
        if name == "_exists_" {
            self.peek();
            let word = self.word(false)?;
            let field = word.plain().filter(|field| !field.is_empty()).ok_or_else(unended)?;
            return self.finished(Some(field), Test::Exists);
        }
        self.known(name)?;
        match self.peek() {
            Some('(') => {
                self.take("(");
                let node = self.alternatives(Some(name), depth + 1)?;
                self.closed(')')?;
                Ok(node)
            }
            _ => self.value(Some(name)),
        }
    }

    fn value(&mut self, field: Option<&str>) -> Result<Node, Fault> {
        let first = self.peek().ok_or_else(unended)?;
        let test = match first {
            '"' => Test::Is(self.quoted()?),
            '[' | '{' => self.range(first == '[')?,
            '>' | '<' => {
                self.take(if first == '>' { ">" } else { "<" });
                let inclusive = self.take("=");
                let bound = Some((self.bound()?.ok_or_else(unended)?, inclusive));
                if first == '>' { Test::Range { from: bound, to: None } } else { Test::Range { from: None, to: bound } }
            }
            _ => self.words()?,
        };
        self.unweighted()?;
        self.finished(field, test)
    }

    fn words(&mut self) -> Result<Test, Fault> {
        let word = self.word(false)?;
        match word.plain() {
            Some("") => Err(self.rest.chars().next().map_or_else(unended, unexpected)),
            Some("AND" | "OR" | "NOT" | "TO" | "&&" | "||") if !word.escaped => {
                Err(Fault("An operator stands where a term is expected".to_owned()))
            }
            Some(text) => Ok(Test::Is(text.to_owned())),
            None if word.pieces.iter().all(String::is_empty) => Ok(Test::Exists),
            None => {
                let leading = word.pieces.first().is_some_and(String::is_empty);
                if leading && !word.pieces.iter().any(|piece| piece.chars().count() >= 3) {
                    return Err(Fault("After a leading asterisk at least 3 characters are required".to_owned()));
                }
                Ok(Test::Pattern(word.pieces))
            }
        }
    }

    fn range(&mut self, from_inclusive: bool) -> Result<Test, Fault> {
        self.rest = self.rest.get(1..).unwrap_or_default();
        let from = self.bound()?;
        if !self.operator(&["TO"]) {
            return Err(Fault("A range is written [a TO b]".to_owned()));
        }
        let to = self.bound()?;
        let to_inclusive = match self.peek() {
            Some(']') => true,
            Some('}') => false,
            Some(c) => return Err(unexpected(c)),
            None => return Err(unended()),
        };
        self.rest = self.rest.get(1..).unwrap_or_default();
        Ok(Test::Range { from: from.map(|text| (text, from_inclusive)), to: to.map(|text| (text, to_inclusive)) })
    }

    /// A bound of a range; `None` for an asterisk.
    fn bound(&mut self) -> Result<Option<String>, Fault> {
        if self.peek().ok_or_else(unended)? == '"' {
            return self.quoted().map(Some);
        }
        let word = self.word(false)?;
        match word.plain() {
            Some("") => Err(self.rest.chars().next().map_or_else(unended, unexpected)),
            Some(text) => Ok(Some(text.to_owned())),
            None if word.pieces.iter().all(String::is_empty) => Ok(None),
            None => Err(Fault("A bound of a range has no asterisk beside other characters".to_owned())),
        }
    }

    /// A run of characters up to a blank or a bracket; `field` ends it at a colon as well.
    fn word(&mut self, field: bool) -> Result<Word, Fault> {
        let mut word = Word { pieces: vec![String::new()], escaped: false };
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            let literal = match c {
                c if c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"') || (field && c == ':') => {
                    end = at;
                    break;
                }
                '\\' => {
                    word.escaped = true;
                    chars.next().ok_or_else(unended)?.1
                }
                '*' => {
                    word.pieces.push(String::new());
                    continue;
                }
                '?' | '~' | '^' => return Err(Fault(format!("Searches with {c} are not supported; write \\\\{c} for the character"))),
                '/' if at == 0 => return Err(Fault("Regular expressions are not supported; write \\\\/ for the character".to_owned())),
                c => c,
            };
            if let Some(piece) = word.pieces.last_mut() {
                piece.push(literal);
            }
        }
        self.rest = self.rest.get(end..).unwrap_or_default();
        Ok(word)
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(text);
                }
                '\\' => text.push(chars.next().ok_or_else(unended)?.1),
                c => text.push(c),
            }
        }
        Err(Fault("A quotation mark is missing".to_owned()))
    }

    fn known(&self, field: &str) -> Result<(), Fault> {
        if (self.vocabulary.knows)(field) {
            return Ok(());
        }
        Err(Fault(format!("A field that cannot be searched; the fields are {}", self.vocabulary.fields)))
    }

    fn finished(&mut self, field: Option<&str>, test: Test) -> Result<Node, Fault> {
        self.terms += if field.is_some() { 1 } else { BARE_TERM };
        if self.terms > MAX_TERMS {
            return Err(Fault(format!("A search has at most {MAX_TERMS} terms, where one without a field counts as {BARE_TERM}")));
        }
        match (field, &test) {
            (Some(field), _) => self.known(field)?,
            // An asterisk by itself is everything.
            (None, Test::Exists) => return Ok(Node::All(Vec::new())),
            (None, Test::Range { .. }) => return Err(Fault("A range needs a field".to_owned())),
            (None, _) => {}
        }
        let folds = (self.vocabulary.folds)(field);
        let folded = |text: String| if folds { fold(&text) } else { text };
        let test = match test {
            Test::Exists => Test::Exists,
            Test::Is(text) => Test::Is(folded(text)),
            Test::Pattern(pieces) => Test::Pattern(pieces.into_iter().map(folded).collect()),
            Test::Range { from, to } => {
                Test::Range { from: from.map(|(text, open)| (folded(text), open)), to: to.map(|(text, open)| (folded(text), open)) }
            }
        };
        Ok(Node::Term(Term { field: field.map(str::to_owned), folds, prose: (self.vocabulary.prose)(field), test }))
    }
}

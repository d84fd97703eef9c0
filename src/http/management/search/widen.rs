//! What a search leaves of the records where some of their fields are not at hand.

use super::Node;

impl Node {
    /// The search that finds all that this one finds and asks only of fields that are at hand; and whether it finds nothing else.
    pub fn widened(&self, at_hand: fn(Option<&str>) -> bool) -> (Self, bool) {
        let mut exact = true;
        let wide = bound(self, at_hand, true, &mut exact);
        (wide, exact)
    }
}

/// The narrowest search above this one, or the widest below it: what is denied is widened by narrowing it.
fn bound(node: &Node, at_hand: fn(Option<&str>) -> bool, above: bool, exact: &mut bool) -> Node {
    let mut each = |nodes: &[Node]| -> Vec<Node> { nodes.iter().map(|node| bound(node, at_hand, above, exact)).collect() };
    match node {
        Node::All(nodes) => {
            let mut nodes = each(nodes);
            nodes.retain(|node| *node != everything());
            if nodes.contains(&nothing()) { nothing() } else { alone(nodes, Node::All) }
        }
        Node::Any(nodes) => {
            let mut nodes = each(nodes);
            nodes.retain(|node| *node != nothing());
            if nodes.contains(&everything()) { everything() } else { alone(nodes, Node::Any) }
        }
        Node::Not(denied) => match bound(denied, at_hand, !above, exact) {
            denied if denied == everything() => nothing(),
            denied if denied == nothing() => everything(),
            denied => Node::Not(Box::new(denied)),
        },
        Node::Term(term) if at_hand(term.field.as_deref()) => node.clone(),
        Node::Term(_) => {
            *exact = false;
            if above { everything() } else { nothing() }
        }
    }
}

/// One search is that search, several are the list of them.
fn alone(mut nodes: Vec<Node>, several: fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            several(nodes)
        }
    }
}

fn everything() -> Node {
    Node::All(Vec::new())
}

fn nothing() -> Node {
    Node::Any(Vec::new())
}

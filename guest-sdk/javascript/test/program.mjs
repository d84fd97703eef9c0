// The declared types as TypeScript's checker sees them.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const folder = fileURLToPath(new URL('../', import.meta.url));
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

export const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  types: ['node'],
  typeRoots: [`${folder}node_modules/@types`],
  paths: { '@anteroom/actions': [`${folder}types/index.d.ts`], '@anteroom/actions/testing': [`${folder}testing/index.d.mts`] },
};

// A program over files; `virtual` are some that are not on the disk: path → text.
export function program(files, { options = {}, virtual = {} } = {}) {
  const settings = { ...OPTIONS, ...options };
  const host = ts.createCompilerHost(settings, true);
  const { readFile, fileExists } = host;
  host.readFile = (path) => virtual[path] ?? readFile.call(host, path);
  host.fileExists = (path) => Object.hasOwn(virtual, path) || fileExists.call(host, path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, target) => (Object.hasOwn(virtual, path) ? ts.createSourceFile(path, virtual[path], target, true) : getSourceFile(path, target));
  return ts.createProgram([...files, ...Object.keys(virtual)], settings, host);
}

// What is wrong, one line each.
export function faults(made) {
  return ts.getPreEmitDiagnostics(made).map(({ file, start, messageText }) => {
    const at = file === undefined ? '' : `${file.fileName.replace(repository, '')}:${file.getLineAndCharacterOfPosition(start).line + 1}: `;
    return at + ts.flattenDiagnosticMessageText(messageText, ' ');
  });
}

const made = program([`${folder}types/index.d.ts`]);
const checker = made.getTypeChecker();
const entry = made.getSourceFile(`${folder}types/index.d.ts`);
const exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(entry)).map((symbol) => [symbol.name, symbol]));

// The type of a trigger in `Events` or `APIs`.
export function declaredType(table, trigger) {
  const whole = checker.getDeclaredTypeOfSymbol(exported.get(table));
  return checker.getTypeOfSymbol(whole.getProperty(trigger));
}

export function triggers(table) {
  return checker.getDeclaredTypeOfSymbol(exported.get(table)).getProperties().map(({ name }) => name);
}

const without = (type) => checker.getNonNullableType(type);
const isList = (type) => checker.isArrayType(type) || checker.isTupleType(type);

// A type as far as `like` goes into it, in the shape of contract.mjs.
export function shapeOf(type, like) {
  const plain = without(type);
  if (like === 'any') return 'any';
  if (plain.flags & ts.TypeFlags.StringLike || (plain.isUnion() && plain.types.every((one) => one.flags & ts.TypeFlags.StringLike))) return 'string';
  if (plain.flags & ts.TypeFlags.NumberLike) return 'number';
  if (plain.flags & (ts.TypeFlags.BooleanLike) || (plain.isUnion() && plain.types.every((one) => one.flags & ts.TypeFlags.BooleanLike))) return 'boolean';
  if (isList(plain)) return { list: shapeOf(checker.getTypeArguments(plain)[0], like?.list) };
  if (plain.flags & ts.TypeFlags.Any) return 'any';
  return Object.fromEntries(plain.getProperties().map((symbol) => {
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    const inner = like?.[symbol.name] ?? like?.[`${symbol.name}?`];
    return [optional ? `${symbol.name}?` : symbol.name, shapeOf(checker.getTypeOfSymbol(symbol), inner)];
  }));
}

// The methods of an `api`: 'access.deny/1', the number being that of the parameters.
export function methodsOf(type, path = []) {
  return without(type).getProperties().flatMap((symbol) => {
    const inner = checker.getTypeOfSymbol(symbol);
    const [signature] = inner.getCallSignatures();
    const name = [...path, symbol.name];
    return signature === undefined ? methodsOf(inner, name) : [`${name.join('.')}/${signature.getParameters().length}`];
  }).sort();
}

// Of each method, whether it returns the whole `api`.
export function chainsOf(type, whole = type, path = []) {
  return without(type).getProperties().flatMap((symbol) => {
    const inner = checker.getTypeOfSymbol(symbol);
    const [signature] = inner.getCallSignatures();
    const name = [...path, symbol.name];
    return signature === undefined ? chainsOf(inner, whole, name) : [[name.join('.'), checker.getReturnTypeOfSignature(signature) === whole]];
  });
}

// An error as text: its stack under the name it goes by. The engine's stacks hold only the frames, V8's begin with "Name: message";
// both are read here.
'use strict';

function head(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function stackOf(error) {
  const { stack } = error;
  if (typeof stack !== 'string') return stack ? String(stack) : head(error);
  if (stack !== '' && !/^\s+at /.test(stack)) return stack;
  const frames = stack.trimEnd();
  return frames === '' ? head(error) : `${head(error)}\n${frames}`;
}

// The class is told where the name does not tell it: "Denied [TypeError]: …".
function withClass(stack, constructor, name, prefix) {
  if (constructor !== null && !(name.endsWith('Error') && stack.startsWith(name) && /^($|:|\n)/.test(stack.slice(name.length)))) return stack;
  let length = name.length;
  if (constructor === null) {
    const [, found = ''] = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack) ?? [];
    length = found.length;
  }
  if (name === prefix) return stack;
  if (prefix.includes(name)) return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  return `${prefix} [${name}]${stack.slice(length)}`;
}

// `keys` loses what the stack tells already, and gains a cause and the errors of an AggregateError.
function formatError(ctx, error, constructor, prefixFor, keys) {
  const name = error.name == null ? 'Error' : String(error.name);
  let stack = stackOf(error);
  if (!ctx.showHidden) {
    for (const key of ['name', 'message', 'stack']) {
      const at = keys.indexOf(key);
      if (at !== -1 && (typeof error[key] !== 'string' || stack.includes(error[key]))) keys.splice(at, 1);
    }
  }
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  const fallback = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack)?.[1] ?? 'Error';
  stack = withClass(stack, constructor, name, prefixFor(fallback));
  const message = typeof error.message === 'string' && error.message !== '' ? stack.indexOf(error.message) : -1;
  const frames = stack.indexOf('\n    at', message === -1 ? 0 : message + error.message.length);
  if (frames === -1) stack = `[${stack}]`;
  return ctx.indentation === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
}

module.exports = { formatError };

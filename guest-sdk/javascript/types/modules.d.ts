// Actions Modules (src/scripts/module.rs). Not a module itself, so that what it declares is there without an import.

/** A module that the Action is pinned to, by its name: what its code exports is its author's to say. */
declare module 'actions:*';

/** Of Actions Modules alone; an Action reads its own secrets from `event.secrets`. */
declare const actions: {
  /** The module's secrets by name, as they were when the version was made. They are redacted in console and records. */
  readonly secrets: Readonly<Record<string, string>>;
};

import type { LitElement, PropertyDeclaration } from 'lit';

/**
 * Lit's `@property`, `@state` and `@query` for TypeScript's decorators only. Lit's own carry a
 * second implementation for standard decorators, which would be a twentieth of the first load.
 */

type Decorator = (prototype: LitElement, name: string) => void;

/** A public property, also an attribute unless `attribute: false`. */
export function property(options?: PropertyDeclaration): Decorator {
  return (prototype, name) => {
    (prototype.constructor as typeof LitElement).createProperty(name, options);
  };
}

/** A private property that asks for an update when it changes. */
export function state(): Decorator {
  return property({ state: true, attribute: false });
}

/** The first element of the rendered root that matches, or null. */
export function query(selector: string): Decorator {
  return (prototype, name) => {
    Object.defineProperty(prototype, name, {
      get(this: LitElement): Element | null {
        return this.renderRoot?.querySelector(selector) ?? null;
      },
    });
  };
}

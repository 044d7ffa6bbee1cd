import type { en } from './en.js';

/** Forms of one sentence by CLDR plural category; `other` is always there. */
export type PluralForms = { readonly [F in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};

type English = typeof en;

export type StringKey = keyof English;

/** A part of English in another language: a text for a text, plural forms for plural forms. */
export type StringsOf<Part> = {
  readonly [K in keyof Part]: Part[K] extends string ? string : PluralForms;
};

/** A complete locale. */
export type Strings = StringsOf<English>;

type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type ParamNames<K extends StringKey> = English[K] extends { readonly other: infer Other }
  ? 'count' | Placeholders<Other>
  : Placeholders<English[K]>;

/** The values a key's sentence needs; `count` is a number, the rest are texts. */
export type Params<K extends StringKey> = {
  readonly [P in ParamNames<K>]: P extends 'count' ? number : string;
};

/** Keys whose sentence needs no values. */
export type PlainKey = { [K in StringKey]: ParamNames<K> extends never ? K : never }[StringKey];

/** Of the reference page. It stands in the page, which its policy knows by the hash of this text. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1c2024, #e8eaed);
  --quiet: light-dark(#565d66, #a4abb5);
  --ground: light-dark(#fff, #15181c);
  --raised: light-dark(#f4f5f7, #1e2227);
  --line: light-dark(#d9dce1, #343a42);
  --accent: light-dark(#0b57b0, #8ab8f5);
}
* { box-sizing: border-box; }
html { scroll-padding-block-start: 1rem; }
body {
  margin: 0 auto;
  max-inline-size: 76rem;
  padding: 1.5rem 1.25rem 4rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code { font: 0.92em/1.4 ui-monospace, Menlo, Consolas, monospace; }
h1 { margin: 0 0 0.5rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3rem 0 1rem; padding-block-end: 0.35rem; border-block-end: 1px solid var(--line); }
h3 { margin: 0; font-size: 1.06rem; line-height: 1.4; }
h4 { margin: 1rem 0 0.25rem; font-size: 0.9rem; color: var(--quiet); }
p { margin: 0.4rem 0; max-inline-size: 46rem; }
.skip { position: absolute; inset-block-start: -4rem; background: var(--ground); padding: 0.5rem; }
.skip:focus { inset-block-start: 0.5rem; z-index: 1; }
nav h2 { margin: 1.25rem 0 0.35rem; padding: 0; border: 0; font-size: 0.95rem; }
nav ul { margin: 0; padding: 0; list-style: none; font-size: 0.9rem; }
nav a { display: block; padding: 0.2rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
article {
  margin: 0 0 1.25rem;
  padding: 1rem 1.15rem;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--raised);
}
article:target { border-color: var(--accent); }
.method {
  display: inline-block;
  min-inline-size: 4.2rem;
  margin-inline-end: 0.4rem;
  padding: 0.05rem 0.4rem;
  border-radius: 5px;
  background: light-dark(#e3e6ea, #343a42);
  font-weight: 700;
  text-align: center;
}
.get { background: light-dark(#d9ecdd, #1d4a2b); }
.post { background: light-dark(#d8e6fa, #1c3f6e); }
.put, .patch { background: light-dark(#fbeacb, #5a4212); }
.delete { background: light-dark(#fadcdc, #6b2424); }
.who, .note { color: var(--quiet); font-size: 0.92rem; }
dl { margin: 0; display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: 0.3rem 1rem; }
dl dl { grid-column: 1 / -1; margin-block-start: 0.3rem; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--line); }
dl.answers { grid-template-columns: 9rem 1fr; }
dl.refusals { grid-template-columns: 3.5rem 1fr; gap: 0 0.75rem; font-size: 0.92rem; }
.either { margin: 0.3rem 0 0; padding: 0; list-style: none; }
.either > li { margin-block-end: 0.6rem; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--line); }
dt, dd { margin: 0; }
dt .note { margin-inline-start: 0.3rem; }
@media (min-width: 64rem) {
  .columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 3rem; }
  nav { position: sticky; inset-block-start: 0; align-self: start; max-block-size: 100vh; overflow: auto; padding-block: 1rem; }
}
@media (max-width: 40rem) {
  dl, dl.answers { grid-template-columns: 1fr; gap: 0.1rem; }
  dd { margin-block-end: 0.5rem; }
  .refusals dd { margin: 0; }
  .method { min-inline-size: 0; }
}
`;

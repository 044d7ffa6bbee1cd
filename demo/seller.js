// Whose desk this is stands in the address (`?as=seller-7`). Runs before the widget's script, which
// comes after it, and writes there where that person's token is to be had.
const script = /** @type {HTMLScriptElement} */ (document.querySelector('#deskbell'));
const desk = new URL(location.href).searchParams.get('as');

for (const link of document.querySelectorAll('[data-desk]')) {
  if (!(link instanceof HTMLAnchorElement)) continue;
  if (link.dataset.desk !== (desk ?? 'seller-42')) continue;
  const name = link.textContent.trim().replace(/\s+/g, ' ');
  const who = document.querySelector('#who');
  if (who) who.textContent = name;
  link.setAttribute('aria-current', 'true');
  script.dataset.tokenUrl = `/api/dev-token?${new URLSearchParams({ sub: desk ?? 'seller-42', name })}`;
}

document.addEventListener('session-error', (event) => {
  if (!(event instanceof CustomEvent)) return;
  if (!['not_found', 'token_missing', 'unauthorized'].includes(event.detail.error.code)) return;
  document.querySelector('#no-token')?.removeAttribute('hidden');
});

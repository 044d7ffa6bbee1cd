// Shows the public events of both windows. They bubble and are composed, so a page hears them at
// its document.
const EVENTS = [
  'session-ready',
  'session-error',
  'message-sent',
  'message-received',
  'message-read',
  'unread-change',
  'typing-change',
  'presence-change',
  'call-incoming',
  'call-started',
  'call-connected',
  'call-ended',
];
const SHOWN = 60;
const list = /** @type {HTMLElement} */ (document.querySelector('#events'));

/** @param {string} side @param {Event} event */
function show(side, event) {
  list.querySelector('.none')?.remove();
  const line = document.createElement('li');
  line.textContent = `${new Date().toLocaleTimeString('en-GB')}  ${side}  ${event.type}`;
  list.prepend(line);
  while (list.childElementCount > SHOWN) list.lastElementChild?.remove();
}

/** @param {HTMLIFrameElement} frame */
function listen(frame) {
  const side = frame.dataset.side ?? '';
  for (const name of EVENTS) {
    frame.contentDocument?.addEventListener(name, (event) => show(side, event));
  }
}

for (const frame of document.querySelectorAll('iframe')) {
  frame.addEventListener('load', () => listen(frame));
  if (frame.contentDocument?.readyState === 'complete') listen(frame);
}

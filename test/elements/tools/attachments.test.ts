import { expect, oneEvent } from '@open-wc/testing';
import { DeskbellError } from '../../../src/core/errors.js';
import { find, findAll } from '../../support/accessible.js';
import { appear, asked, buttonNamed, openPanel, vanish } from '../../support/composer.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const text = (name: string, content = 'words', type = 'text/plain'): File =>
  new File([content], name, { type });

async function picture(name: string): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#ff0000';
  context.fillRect(0, 0, 40, 40);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return new File([blob!], name, { type: 'image/png' });
}

function dataOf(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

function drag(panel: Element, type: string, data: DataTransfer): DragEvent {
  const event = new DragEvent(type, {
    bubbles: true,
    composed: true,
    cancelable: true,
    dataTransfer: data,
  });
  find(panel, 'header').dispatchEvent(event);
  return event;
}

function paste(panel: Element, data: DataTransfer): ClipboardEvent {
  const event = new ClipboardEvent('paste', {
    bubbles: true,
    composed: true,
    cancelable: true,
    clipboardData: data,
  });
  find(panel, 'textarea').dispatchEvent(event);
  return event;
}

/** The tools bring the input for files along, as soon as somebody is near their buttons. */
async function chooser(panel: Element): Promise<HTMLInputElement> {
  const near = new PointerEvent('pointerover', { bubbles: true });
  (await buttonNamed(panel, 'Attach file')).dispatchEvent(near);
  return appear<HTMLInputElement>(panel, '[type=file]');
}

async function pick(panel: Element, ...files: File[]): Promise<void> {
  choose(await chooser(panel), ...files);
}

function choose(input: HTMLInputElement, ...files: File[]): void {
  input.files = dataOf(...files).files;
  input.dispatchEvent(new Event('change'));
}

const sendButton = async (panel: Element): Promise<HTMLButtonElement> =>
  buttonNamed(await appear(panel, 'deskbell-attachments'), 'Send');

const names = (panel: Element): (string | undefined)[] =>
  findAll(panel.shadowRoot!, '.name').map((each) => each.textContent?.trim());

describe('attaching files', () => {
  afterEach(cleanUp);

  it('asks the browser for files, and a phone for a photo', async () => {
    const { panel } = await openPanel();
    const input = await chooser(panel);
    for (const [tool, accept] of [
      ['photo', 'image/*'],
      ['attach', ''],
    ] as const) {
      setTimeout(() => find(panel, `button.${tool}`).click());
      await oneEvent(input, 'click');
      expect(input.accept).to.equal(accept);
      expect(input.hasAttribute('capture')).to.equal(tool === 'photo');
    }
  });

  it('shows what is chosen before it is sent, each with its caption', async () => {
    const open = await openPanel();
    await pick(open.panel, await picture('door.png'), text('contract.txt'));
    await appear(open.panel, 'dialog[open]');
    await waitUntil(() => names(open.panel).length === 2);
    expect(names(open.panel)).to.deep.equal(['door.png', 'contract.txt']);
    await expect(open.panel).to.be.accessible();
    const [first] = findAll<HTMLInputElement>(open.panel.shadowRoot!, 'input.caption');
    expect(first!.getAttribute('aria-label')).to.equal('Caption for door.png');
    first!.value = ' The blue one ';
    first!.dispatchEvent(new InputEvent('input'));
    find<HTMLFormElement>(await appear(open.panel, 'deskbell-attachments'), 'form').requestSubmit();
    const [, image, options] = await asked(open, 'sendImage');
    expect((image as File).name).to.equal('door.png');
    expect(options).to.deep.equal({ caption: 'The blue one' });
    const [, file, without] = await asked(open, 'sendFile');
    expect((file as File).name).to.equal('contract.txt');
    expect(without).to.deep.equal({});
    await vanish(open.panel, 'dialog');
    await waitUntil(() => find(open.panel, 'textarea').matches(':focus'));
  });

  it('draws a picture small, on a canvas', async () => {
    const open = await openPanel();
    await pick(open.panel, await picture('red.png'));
    const canvas = await appear<HTMLCanvasElement>(open.panel, 'canvas');
    const middle = (): number[] => [...canvas.getContext('2d')!.getImageData(72, 72, 1, 1).data];
    await waitUntil(() => middle()[0] === 255);
    expect(middle()).to.deep.equal([255, 0, 0, 255]);
    expect(findAll(open.panel.shadowRoot!, 'img')).to.have.length(0);
  });

  it('shows a file that is called a picture and is none as a file', async () => {
    const open = await openPanel();
    await pick(open.panel, text('fake.png', 'no picture', 'image/png'));
    await appear(open.panel, 'deskbell-thumbnail');
    await vanish(open.panel, 'deskbell-thumbnail canvas, canvas');
    await appear(await appear(open.panel, 'deskbell-thumbnail'), 'svg');
  });

  it('says why an empty file cannot be sent, and sends the others', async () => {
    const open = await openPanel();
    await pick(open.panel, text('empty.txt', ''), text('full.txt'));
    const problem = await appear(open.panel, '[role=alert]');
    expect(problem.textContent).to.equal('This file is empty.');
    (await sendButton(open.panel)).click();
    await asked(open, 'sendFile');
    expect(open.session.verbsNamed('sendFile').map(([, , file]) => (file as File).name)).to.eql([
      'full.txt',
    ]);
  });

  it('lets files be taken out and added, and closes with the last one', async () => {
    const open = await openPanel();
    await pick(open.panel, text('a.txt'), text('b.txt'));
    (await buttonNamed(open.panel, 'Remove a.txt')).click();
    await waitUntil(() => names(open.panel).length === 1);
    const sheet = await appear(open.panel, 'deskbell-attachments');
    choose(find<HTMLInputElement>(sheet, '[type=file]'), text('c.txt'));
    await waitUntil(() => names(open.panel).length === 2);
    expect(names(open.panel)).to.deep.equal(['b.txt', 'c.txt']);
    (await buttonNamed(open.panel, 'Remove b.txt')).click();
    (await buttonNamed(open.panel, 'Remove c.txt')).click();
    await vanish(open.panel, 'dialog');
    expect(open.session.verbsNamed('sendFile')).to.have.length(0);
  });

  it('takes files that are dropped anywhere on the panel', async () => {
    const open = await openPanel();
    const over = drag(open.panel, 'dragover', dataOf(text('a.txt')));
    expect(over.defaultPrevented).to.equal(true);
    const zone = await appear(open.panel, '.drop');
    expect(zone.textContent).to.contain('Drop files here');
    const drop = drag(open.panel, 'drop', dataOf(text('a.txt'), text('b.txt')));
    expect(drop.defaultPrevented).to.equal(true);
    await vanish(open.panel, '.drop');
    await waitUntil(() => names(open.panel).length === 2);
  });

  it('takes the drop zone away when what was dragged leaves', async () => {
    const open = await openPanel();
    drag(open.panel, 'dragover', dataOf(text('a.txt')));
    (await appear(open.panel, '.drop')).dispatchEvent(new DragEvent('dragleave'));
    await vanish(open.panel, '.drop');
  });

  it('leaves other things that are dragged to the page', async () => {
    const open = await openPanel();
    const data = new DataTransfer();
    data.setData('text/plain', 'words');
    expect(drag(open.panel, 'dragover', data).defaultPrevented).to.equal(false);
    expect(drag(open.panel, 'drop', data).defaultPrevented).to.equal(false);
  });

  it('takes pictures that are pasted, and leaves text to the field', async () => {
    const open = await openPanel();
    const words = dataOf(await picture('table.png'));
    words.setData('text/plain', 'a table of an office program');
    expect(paste(open.panel, words).defaultPrevented).to.equal(false);
    const image = dataOf(await picture('image.png'));
    expect(paste(open.panel, image).defaultPrevented).to.equal(true);
    await waitUntil(() => names(open.panel).length === 1);
  });

  it('asks the page for each file, and keeps those that it refuses', async () => {
    const open = await openPanel();
    open.panel.addEventListener('message-send-request', (event) => {
      if ((event.detail.file as File).name === 'no.txt') event.preventDefault();
    });
    await pick(open.panel, text('yes.txt'), text('no.txt'));
    await waitUntil(() => names(open.panel).length === 2);
    const request = oneEvent(open.panel, 'message-send-request');
    (await sendButton(open.panel)).click();
    expect((await request).detail).to.include({ type: 'FILE', text: '' });
    await waitUntil(() => names(open.panel).length === 1);
    expect(names(open.panel)).to.deep.equal(['no.txt']);
    await asked(open, 'sendFile');
    expect(open.session.verbsNamed('sendFile')).to.have.length(1);
  });

  it('keeps what the session could not take, until it is sent or removed', async () => {
    const open = await openPanel();
    open.session.failures.set('sendFile', new DeskbellError('storage_unavailable'));
    await pick(open.panel, text('a.txt'), text('b.txt'));
    await waitUntil(() => names(open.panel).length === 2);
    (await sendButton(open.panel)).click();
    const line = await appear(open.panel, '.unsent');
    expect(line.textContent).to.contain('cannot be kept');
    open.session.failures.clear();
    const before = open.session.verbsNamed('sendFile').length;
    (await buttonNamed(open.panel, 'Retry')).click();
    await waitUntil(() => open.session.verbsNamed('sendFile').length === before + 2);
    await vanish(open.panel, '.unsent');
  });

  it('closes by Escape without sending or closing the chat', async () => {
    const open = await openPanel();
    await pick(open.panel, text('a.txt'));
    const dialog = await appear<HTMLDialogElement>(open.panel, 'dialog[open]');
    dialog.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
    );
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    await vanish(open.panel, 'dialog');
    expect(open.panel.open).to.equal(true);
    expect(open.session.verbsNamed('sendFile')).to.have.length(0);
  });

  it('does not bring what was chosen for one person to another', async () => {
    const open = await openPanel();
    await pick(open.panel, text('private.txt'));
    await appear(open.panel, 'dialog[open]');
    open.panel.to = 'seller-43';
    await vanish(open.panel, 'dialog');
    expect(open.session.verbsNamed('sendFile')).to.have.length(0);
  });
});

import { expect } from '@open-wc/testing';
import { frameStorage, placeOfFrame } from '../../src/client/storage.js';

describe('what a page keeps for its reload', () => {
  const frames: HTMLIFrameElement[] = [];
  const addFrame = (into: Document = document) => {
    const frame = into.body.appendChild(into.createElement('iframe'));
    frames.push(frame);
    return frame.contentWindow!;
  };
  afterEach(() => {
    for (const frame of frames.splice(0)) frame.remove();
    sessionStorage.removeItem(`kept${placeOfFrame(window)}`);
  });

  it('is told apart from what the frames of its tab keep', () => {
    const here = placeOfFrame(window);
    const [first, second] = [addFrame(), addFrame()];
    const [within, beside] = [addFrame(second.document), addFrame(second.document)];
    const places = [first, second, within, beside].map(placeOfFrame);
    expect(places.map((place) => place.startsWith(here))).to.eql([true, true, true, true]);
    expect(new Set([here, ...places]).size).to.equal(5);
    expect(places.slice(2)).to.eql([`${places[1]}/0`, `${places[1]}/1`]);
    expect(placeOfFrame(window.top!)).to.equal('');
  });

  it('is found again, and taken away, under the place it was kept for', () => {
    const kept = frameStorage();
    kept.set('kept', 'yes');
    expect(sessionStorage.getItem(`kept${placeOfFrame(window)}`)).to.equal('yes');
    expect(frameStorage().get('kept')).to.equal('yes');
    sessionStorage.setItem('kept/elsewhere', 'no');
    kept.remove('kept');
    expect(frameStorage().get('kept')).to.equal(undefined);
    expect(sessionStorage.getItem('kept/elsewhere')).to.equal('no');
    sessionStorage.removeItem('kept/elsewhere');
  });
});

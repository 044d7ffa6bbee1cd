import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Device } from './device.js';
import { findDifference, type Frame, type Script, type Step } from './script.js';

/** The broker under test: where it is, and how one becomes somebody there. */
export interface Target {
  readonly url: string;
  token(userId: string): Promise<string>;
}

const passages = JSON.parse(
  readFileSync(new URL('passages.json', import.meta.url), 'utf8'),
) as Record<string, Step[]>;

/** Plays one script, with people of its own. Rejects with the first thing that is not as written. */
export async function play(script: Script, target: Target): Promise<void> {
  const stage = new Stage(target);
  try {
    for (const name of script.devices) await stage.enter(name);
    const steps = script.steps.flatMap((step) =>
      typeof step === 'string' ? passages[step]! : [step],
    );
    for (const [index, step] of steps.entries()) {
      try {
        await stage.take(step, script.withinMs);
      } catch (error) {
        const [who, verb] = step;
        const { message } = error as Error;
        throw new Error(`step ${index + 1}, ${who} ${verb}: ${message}`, { cause: error });
      }
    }
    await stage.checkNothingMore();
  } finally {
    await stage.close();
  }
}

class Stage {
  readonly #target: Target;
  readonly #run = randomUUID().slice(0, 8);
  readonly #devices = new Map<string, Device>();
  readonly #names = new Map<string, string>();
  readonly #tokens = new Map<string, string>();

  constructor(target: Target) {
    this.#target = target;
  }

  async enter(name: string): Promise<Frame> {
    const { url } = this.#target;
    const token = await this.#token(personOf(name));
    const deviceId = await this.#resolve(`device:${name}`);
    const { device, welcome } = await Device.open({ name, url, token, deviceId });
    this.#devices.set(name, device);
    return welcome;
  }

  async take(step: Step, withinMs?: number): Promise<void> {
    const [who, verb] = step;
    switch (verb) {
      case 'says':
        for (const device of this.#of(who)) device.say(await this.#fill(step[2]));
        return;
      case 'hears':
        for (const device of this.#of(who)) await device.hear(await this.#fill(step[2]), withinMs);
        return;
      case 'hears nothing':
        for (const device of this.#of(who)) expectNothing(await device.settle());
        return;
      case 'leaves':
        for (const device of this.#of(who)) await device.close();
        for (const name of who.split(' ')) this.#devices.delete(name);
        return;
      case 'returns':
        return expectLike(await this.enter(who), await this.#fill(step[2]));
      case 'posts': {
        const path = await this.#fill(step[2]);
        return expectLike(await this.#ask(who, path, {}), await this.#fill(step[3]));
      }
      case 'reads': {
        const id = await this.#fill(step[2]);
        const { body } = await this.#ask(who, '/calls?limit=20');
        const { items } = body as { items: Frame[] };
        return expectLike(
          items.find((call) => call['id'] === id),
          await this.#fill(step[3]),
        );
      }
      case 'have': {
        const talk = await this.#resolve(`talk:${who}`);
        const path = `/conversations/${talk}/messages?limit=50`;
        const { body } = await this.#ask(personOf(who.replace('+', '.')), path);
        const { items } = body as { items: Frame[] };
        return expectLike(items.map(({ type }) => type).reverse(), step[2]);
      }
    }
  }

  async checkNothingMore(): Promise<void> {
    for (const [name, device] of this.#devices) {
      try {
        expectNothing(await device.settle());
      } catch (error) {
        throw new Error(`at the end, ${name} ${(error as Error).message}`, { cause: error });
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#devices.values()].map((device) => device.close()));
  }

  #of(names: string): Device[] {
    return names.split(' ').map((name) => {
      const device = this.#devices.get(name);
      if (!device) throw new Error(`there is no device ${name}`);
      return device;
    });
  }

  /** Puts in what names with `$` stand for. */
  async #fill<T>(value: T): Promise<T>;
  async #fill(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return this.#fillText(value);
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.#fill(item)));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(async ([key, member]) => [
      key,
      await this.#fill(member as unknown),
    ]);
    return Object.fromEntries((await Promise.all(members)) as [string, unknown][]);
  }

  async #fillText(text: string): Promise<string> {
    if (text === '$any' || text === '$absent') return text;
    let filled = text;
    for (const [name] of text.matchAll(/\$[a-z0-9:.+-]+/g)) {
      filled = filled.replace(name, await this.#resolve(name.slice(1)));
    }
    return filled;
  }

  /**
   * `device:ann.phone`, `peer:ann.phone` (issued to its person; more by `-2`), `talk:ann+bob`,
   * `user:ann`; any other name is a UUID, the same one for the whole script.
   */
  async #resolve(name: string): Promise<string> {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const [kind, what = ''] = name.split(':');
    const value = await this.#make(kind!, what);
    this.#names.set(name, value);
    return value;
  }

  async #make(kind: string, what: string): Promise<string> {
    if (kind === 'user') return `${what}-${this.#run}`;
    if (kind === 'peer') {
      const { body } = await this.#ask(personOf(what), '/peers', {});
      return String((body as Frame)['peerId']);
    }
    if (kind !== 'talk') return randomUUID();
    const [one, other] = what.split('+') as [string, string];
    await this.#token(other);
    const { body } = await this.#ask(one, '/conversations', {
      userId: await this.#resolve(`user:${other}`),
    });
    return String((body as Frame)['id']);
  }

  /** Of somebody the broker has met. */
  async #token(person: string): Promise<string> {
    const known = this.#tokens.get(person);
    if (known !== undefined) return known;
    const token = await this.#target.token(await this.#resolve(`user:${person}`));
    this.#tokens.set(person, token);
    await this.#ask(person, '/me');
    return token;
  }

  async #ask(
    person: string,
    path: string,
    json?: Frame,
  ): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.#target.url}/api${path}`, {
      headers: {
        authorization: `Bearer ${await this.#token(person)}`,
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(json && { method: 'POST', body: JSON.stringify(json) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? (JSON.parse(text) as unknown) : undefined };
  }
}

function personOf(name: string): string {
  return name.split('.')[0]!;
}

function expectLike(actual: unknown, expected: unknown): void {
  const difference = findDifference(actual, expected);
  if (difference !== undefined) throw new Error(difference);
}

function expectNothing(frames: readonly Frame[]): void {
  if (frames.length > 0) throw new Error(`heard ${JSON.stringify(frames)}`);
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TIMEOUT_MS = 20_000;
const OLDEST_MS = 60_000;

export type PlaceProblem = 'denied' | 'unavailable' | 'timeout' | 'insecure' | 'unsupported';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMetres: number;
}

const PROBLEMS: Readonly<Record<number, PlaceProblem>> = {
  1: 'denied',
  2: 'unavailable',
  3: 'timeout',
};

/** Asks the browser where the person is; only when `find` is called. */
export class PlaceController implements ReactiveController {
  place: Place | undefined;
  problem: PlaceProblem | undefined;
  #isConnected = false;

  constructor(readonly element: ReactiveControllerHost) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
  }

  /** What comes afterwards is of no use to anybody. */
  hostDisconnected(): void {
    this.#isConnected = false;
  }

  find(): void {
    this.place = this.problem = undefined;
    this.element.requestUpdate();
    if (!globalThis.isSecureContext) return this.#fail('insecure');
    if (!navigator.geolocation) return this.#fail('unsupported');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#found(coords),
      ({ code }) => this.#fail(PROBLEMS[code] ?? 'unavailable'),
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: OLDEST_MS },
    );
  }

  #found({ latitude, longitude, accuracy }: GeolocationCoordinates): void {
    if (!this.#isConnected) return;
    this.place = { latitude, longitude, accuracyMetres: accuracy };
    this.element.requestUpdate();
  }

  #fail(problem: PlaceProblem): void {
    if (!this.#isConnected) return;
    this.problem = problem;
    this.element.requestUpdate();
  }
}

/** As much of a pino logger as the gate needs. */
export interface GateLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

// Types of time-left.js for its test.

export declare const TIMES: string;
export declare function readTimes(): Map<string, number>;

export declare class TimeLeft {
  constructor(times: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>);
  readonly words: string;
  end(file: string): void;
}

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Kills a broker fifty times and waits for it as often: begun last, it would run alone at the end. */
const LONGEST = 'killed-broker.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(LONGEST);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

/** What they tell of a process, its memory or its end, is no other file's. */
const ALONE = [
  'test/signaling/faults/**/*.test.ts',
  'test/signaling/gate/{flood,hostile-peers,lifetime}.test.ts',
  'test/signaling/http/upload-faults.test.ts',
  'test/signaling/socket/{floods,fuzz}.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/{unit,package,conformance}/**/*.test.ts', ...ALONE],
        },
      },
      {
        extends: true,
        test: {
          name: 'broker',
          include: ['test/signaling/**/*.test.ts'],
          exclude: ALONE,
          // The broker is loaded once for each process, not once for each file: that took a sixth of
          // the time.
          isolate: false,
          unstubGlobals: true,
          restoreMocks: true,
        },
      },
    ],
  },
});

// What the network says: its best classes as bars, and how long it took.
import { formatMs, formatPercent } from '../shared/format';
import type { Answer } from './viewing';

/** The best classes. Spoken for still pictures; for videos they change too often. */
export function Answers({ answer }: { answer: Answer }) {
  const { top, durationMs, framesPerSecond } = answer;
  return (
    <div>
      <ol
        class="answers"
        aria-label="Best answers"
        aria-live={framesPerSecond === null ? 'polite' : 'off'}
      >
        {top.map(({ index, label, probability }) => (
          <li key={index} data-index={index}>
            <span class="label">{label}</span>
            <span class="share">{formatPercent(probability)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${100 * probability}%` }} />
            </span>
          </li>
        ))}
      </ol>
      <p class="quiet">
        {formatMs(durationMs)} from the picture to its answer
        {framesPerSecond !== null && framesPerSecond > 0 && (
          <>
            , <strong>{framesPerSecond.toFixed(1)}</strong> frames a second
          </>
        )}
        .
      </p>
    </div>
  );
}

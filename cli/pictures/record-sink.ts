// Where records go: to standard output in the format that is asked for, or to the file that a run goes on with.
import { printJson, printNote, printResult } from '../output';
import type { ManySettings } from './options';
import { type Columns, csvHead, csvLines, jsonLine, type PictureRecord } from './records';
import type { ResumeFile } from './resume-file';

/** What takes records, one after the other. */
export interface RecordSink<Answer extends object> {
  /** `shown` is the record for people; of one that failed, what went wrong. */
  write(record: PictureRecord<Answer>, shown: () => string): void;
  /** All are written. */
  end(): void;
}

/** What the formats need to know. */
export interface Layout<Answer extends object> {
  readonly model: string;
  readonly columns: Columns<Answer>;
  /** All records as one document. */
  readonly document: (records: readonly PictureRecord<Answer>[]) => object;
}

/** Each record is whole lines in one piece, so that an interruption tears none. */
export function openSink<Answer extends object>(
  layout: Layout<Answer>,
  { format }: ManySettings,
  resume: ResumeFile | null,
): RecordSink<Answer> {
  if (resume) {
    return {
      write: (record) => resume.write(jsonLine(layout.model, record)),
      end: () => undefined,
    };
  }
  switch (format) {
    case 'jsonl':
      return {
        write: (record) => printResult(jsonLine(layout.model, record)),
        end: () => undefined,
      };
    case 'csv':
      printResult(csvHead(layout.columns));
      return {
        write: (record) => printResult(csvLines(layout.columns, record)),
        end: () => undefined,
      };
    case 'json': {
      const records: PictureRecord<Answer>[] = [];
      return {
        write: (record) => records.push(record),
        end: () => printJson(layout.document(records)),
      };
    }
    case 'table':
      return {
        write: ({ error }, shown) => (error ? printNote(shown()) : printResult(shown())),
        end: () => undefined,
      };
  }
}

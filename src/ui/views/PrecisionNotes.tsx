/** Another precision than was asked for, or than that of the open base's vectors: what it means. Pure: fed by props. */
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { EngineInfo } from '../../app/protocol.ts';
import type { LibraryEntry } from '../../app/library/types.ts';
import { count } from '../format.ts';
import { Help } from '../parts/Help.tsx';
import { Note } from '../parts/Note.tsx';

/** The precision in which a base's vectors were computed, where it is not the one in which questions are embedded; else null. */
export function otherPrecision(entry: Pick<LibraryEntry, 'fitness' | 'pending' | 'vectors'> | undefined, dtype: string): string | null {
  if (entry?.fitness !== 'usable' || entry.pending !== null || entry.vectors === null) return null;
  const [precision] = entry.vectors.numerics.split(' ');
  return precision === dtype ? null : precision;
}

export interface PrecisionNotesProps {
  readonly engine: Pick<EngineInfo, 'model' | 'precisionReason'>;
  /** The open base. */
  readonly entry: LibraryEntry | undefined;
  /** Whether the base's vectors may be written. */
  readonly canEmbed: boolean;
  readonly onEmbed: (entry: LibraryEntry) => void;
}

export function PrecisionNotes({ engine: { model, precisionReason }, entry, canEmbed, onEmbed }: PrecisionNotesProps): ReactElement {
  const vectors = otherPrecision(entry, model.dtype);
  const subject = `${entry?.id} ${vectors} ${model.dtype}`;
  const [dismissed, setDismissed] = useState('');
  return (
    <>
      {precisionReason !== null && (
        <Note testId="precision-note">
          <p>
            {precisionReason}. <Help topic="precision" />
          </p>
        </Note>
      )}
      {entry !== undefined && vectors !== null && dismissed !== subject && (
        <Note testId="vectors-note" onDismiss={() => setDismissed(subject)}>
          <p>
            This base’s vectors were computed in <b className="verbatim">{vectors}</b>; questions are now embedded in <b>{model.dtype}</b>, by the same encoder. The vectors stay valid; ranks may shift by the rounding of both. <Help topic="precision" />
          </p>
          <Button className="button button-small" data-testid="vectors-embed" isDisabled={!canEmbed} onPress={() => onEmbed(entry)}>
            Embed {count(entry.nPassages)} passages in {model.dtype}
          </Button>
        </Note>
      )}
    </>
  );
}

/** The models on this machine: embedded, stored, unfinished. Each says where it came from, its licence and its size. Pure. */
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { originText } from '../../../app/models/origin.ts';
import type { ModelChoice } from '../../../app/models/types.ts';
import type { ModelInfo } from '../../../app/protocol.ts';
import type { DownloadPlan, Shelf, ShelvedModel } from '../../../models/checkpoint/download/index.ts';
import { fileSize } from '../../format.ts';
import { Icon } from '../../parts/Icon.tsx';

/** The button that was pressed has gone; the keyboard goes on with the safe answer. */
const focusWhenShown = (button: HTMLButtonElement | null): void => button?.focus();

interface RowProps {
  readonly name: string;
  readonly facts: readonly string[];
  readonly testId: string;
  readonly inUse?: boolean;
  readonly onUse?: () => void;
  readonly onResume?: () => void;
  /** What deleting costs; absent where nothing can be deleted. */
  readonly deletion?: { readonly question: string; readonly verb: string; readonly onDelete: () => void };
}

function Row({ name, facts, testId, inUse = false, onUse, onResume, deletion }: RowProps): ReactElement {
  const [asking, setAsking] = useState(false);
  return (
    <li className="model-row" data-testid={testId} data-in-use={inUse || undefined} data-asking={asking || undefined}>
      <div className="model-what">
        <b className="verbatim">{name}</b>
        <p className="model-facts">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      {asking && deletion !== undefined ? (
        <div className="model-tools" role="group" aria-label={`Delete ${name}?`}>
          <span className="model-question">{deletion.question}</span>
          <Button ref={focusWhenShown} className="button button-small" onPress={() => setAsking(false)}>
            Keep
          </Button>
          <Button className="button button-small button-primary" data-testid="model-delete-confirm" onPress={deletion.onDelete}>
            {deletion.verb}
          </Button>
        </div>
      ) : (
        <div className="model-tools">
          {inUse && (
            <span className="model-in-use">
              <Icon name="check" />
              in use
            </span>
          )}
          {onUse !== undefined && !inUse && (
            <Button className="button button-small" data-testid="model-use" aria-label={`Use ${name}`} onPress={onUse}>
              Use
            </Button>
          )}
          {onResume !== undefined && (
            <Button className="button button-small" data-testid="model-resume" aria-label={`Go on downloading ${name}`} onPress={onResume}>
              <Icon name="download" />
              Go on
            </Button>
          )}
          {deletion !== undefined && !inUse && (
            <Button className="button-icon button-quiet" data-testid="model-delete" aria-label={`${deletion.verb} ${name}`} onPress={() => setAsking(true)}>
              <Icon name="trash" />
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

const day = (date: string): string => new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const sizes = ({ bytes, packedBytes }: ShelvedModel): string => (packedBytes === 0 ? fileSize(bytes) : `${fileSize(bytes)} + ${fileSize(packedBytes)} quantized`);

export interface ModelShelfProps {
  readonly shelf: Shelf | null;
  readonly inUse: string | null;
  readonly running: ModelInfo | null;
  /** The download that is running, shown elsewhere. */
  readonly busyId: string | null;
  readonly canTransfer: boolean;
  readonly onUse: (choice: ModelChoice) => void;
  readonly onResume: (plan: DownloadPlan) => void;
  readonly onDelete: (id: string) => void;
}

export function ModelShelf({ shelf, inUse, running, busyId, canTransfer, onUse, onResume, onDelete }: ModelShelfProps): ReactElement {
  return (
    <ul className="model-list">
      <Row name="ragscope tiny" facts={['comes with the page', 'CC BY-SA 4.0']} testId="model-embedded" inUse={inUse === null} onUse={() => onUse({ kind: 'embedded' })} />
      {inUse === 'folder' && running !== null && <Row name={running.name} facts={[running.origin ?? '', `licence: ${running.licence}`]} testId="model-folder" inUse />}
      {shelf?.models.map((model) => (
        <Row
          key={model.id}
          name={model.name}
          facts={[originText(model.origin), `licence: ${model.licence}`, sizes(model), `since ${day(model.date)}`]}
          testId="model-stored"
          inUse={inUse === model.id}
          onUse={() => onUse({ kind: 'stored', id: model.id })}
          deletion={{ question: `Free ${fileSize(model.bytes + model.packedBytes)}? It would have to be fetched again.`, verb: 'Delete', onDelete: () => onDelete(model.id) }}
        />
      ))}
      {shelf?.partial
        .filter(({ plan }) => plan.id !== busyId)
        .map(({ plan, received }) => (
          <Row
            key={plan.id}
            name={plan.name}
            facts={[originText(plan.origin), `unfinished: ${fileSize(received)} of ${fileSize(plan.bytes)} are here`]}
            testId="model-partial"
            onResume={canTransfer ? () => onResume(plan) : undefined}
            deletion={{ question: `Forget the ${fileSize(received)} that are here?`, verb: 'Discard', onDelete: () => onDelete(plan.id) }}
          />
        ))}
      {shelf?.damaged.map(({ id, bytes }) => (
        <Row
          key={id}
          name={id}
          facts={[`damaged: its manifest cannot be read; ${fileSize(bytes)}`]}
          testId="model-damaged"
          deletion={{ question: `Free ${fileSize(bytes)}?`, verb: 'Delete', onDelete: () => onDelete(id) }}
        />
      ))}
    </ul>
  );
}

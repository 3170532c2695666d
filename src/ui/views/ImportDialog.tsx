/** An import before it is embedded: three steps with what each found, all of them ready, and one button that goes on. Pure: fed by the task. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button, Dialog, Heading, Input, Label, Modal, ModalOverlay, Tab, TabList, TabPanel, Tabs, TextField } from 'react-aria-components';
import type { ImportChoices, TablePreview } from '../../app/protocol.ts';
import type { ImportTask } from '../../app/store.ts';
import { count, plural } from '../format.ts';
import { columnsInWords, mappingOf, readingInWords, rolesOf, splitInWords, totalOf, verdictInWords, withRole, type Role } from '../importPreview.ts';
import { Icon } from '../parts/Icon.tsx';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportFiles } from './ImportFiles.tsx';
import { ImportPassages } from './ImportPassages.tsx';
import { ImportReading } from './ImportReading.tsx';

export type MappingTask = Extract<ImportTask, { readonly phase: 'mapping' }>;

export interface ImportActions {
  readonly onRefine: (index: number, change: ImportChoices) => void;
  readonly onLeaveOut: (index: number) => void;
  readonly onRename: (name: string) => void;
  readonly onQuestions: (index: number) => void;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  /** The base that the rows are appended to; absent for a new one. */
  readonly appendTo?: string;
}

type Step = 'reading' | 'columns' | 'passages';

function StepTab({ id, number, name, found, alarm = false }: { readonly id: Step; readonly number: number; readonly name: string; readonly found: string; readonly alarm?: boolean }): ReactElement {
  return (
    <Tab id={id} className="import-tab" data-testid={`step-${id}`}>
      <span className="import-number" data-alarm={alarm || undefined} aria-hidden="true">
        {number}
      </span>
      <span className="import-tab-name">{name}</span>
      <span className="import-found verbatim">{found}</span>
    </Tab>
  );
}

function passagesInWords({ check, plan }: TablePreview): string {
  const n = check.complete ? plural(check.nPassages, 'passage') : splitInWords(plan.split);
  return check.tokens.nCut > 0 ? `${n}, some cut` : n;
}

function Form({ task, onRefine, onLeaveOut, onRename, onQuestions, onConfirm, onCancel, appendTo }: { readonly task: MappingTask } & ImportActions): ReactElement {
  const { files, name, checking } = task;
  const first = files.findIndex(({ preview }) => preview !== null);
  const [chosen, setChosen] = useState(first);
  const [step, setStep] = useState<Step>('columns');
  // While no column is the text there is no mapping to ask the engine about.
  const [draft, setDraft] = useState<readonly Role[] | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  // The common case is one key: what was found is right, and the focus is where it goes on.
  useEffect(() => confirm.current?.focus(), []);
  const shown = files[chosen]?.preview ? chosen : first;
  const { preview, choices } = files[shown];
  if (preview === null) throw new Error('internal: an import without a file that can be read');
  const { plan, columns, check } = preview;
  const roles = draft !== null && draft.length === columns.length ? draft : rolesOf(plan.mapping, columns.length);
  const refine = (change: ImportChoices): void => {
    setDraft(null);
    onRefine(shown, change);
  };
  const setRole = (column: number, role: Role): void => {
    const next = withRole(roles, column, role);
    const mapping = mappingOf(next, plan.mapping.hasHeader);
    if (mapping === null) setDraft(next);
    else refine({ mapping });
  };
  const hasText = roles.includes('text');
  const verdicts = files.flatMap((file) => (file.preview === null ? [] : [file.preview.check]));
  const nReadable = verdicts.length;
  const total = totalOf(verdicts);
  const ready = hasText && (total.nPassages > 0 || !total.complete);
  return (
    <>
      <header className="import-head">
        <Heading slot="title" className="dialog-title">
          {files.length === 1 ? (
            <>
              Open <span className="verbatim">{preview.fileName}</span>
            </>
          ) : (
            `Open ${nReadable < files.length ? `${nReadable} of ` : ''}${files.length} files as one base`
          )}
        </Heading>
        {appendTo === undefined ? (
          <TextField className="import-name" value={name} onChange={onRename}>
            <Label className="field-label">Name of the base</Label>
            <Input className="text-input" data-testid="import-name" />
          </TextField>
        ) : (
          <p className="import-name small" data-testid="import-append">
            The rows are appended to <b className="verbatim">{appendTo}</b>.
          </p>
        )}
        <Button className="button-icon import-close" aria-label="Close this dialog" onPress={onCancel}>
          <Icon name="close" />
        </Button>
      </header>
      {files.length > 1 && (
        <ImportFiles
          files={files}
          shown={shown}
          onShow={(at) => {
            setDraft(null);
            setChosen(at);
          }}
          onLeaveOut={(at) => {
            setDraft(null);
            setChosen(at < shown ? shown - 1 : shown);
            onLeaveOut(at);
          }}
        />
      )}
      <Tabs className="import-steps" selectedKey={step} onSelectionChange={(key) => setStep(key as Step)}>
        <TabList className="import-tabs" aria-label="Steps of the import">
          <StepTab id="reading" number={1} name="Reading" found={readingInWords(preview)} alarm={check.nRejected > 0 || check.warnings.length > 0} />
          <StepTab id="columns" number={2} name="Columns" found={hasText ? columnsInWords(columns, plan.mapping) : 'no text yet'} alarm={preview.mapping === null || !hasText} />
          <StepTab id="passages" number={3} name="Passages" found={passagesInWords(preview)} alarm={check.tokens.nCut > 0} />
        </TabList>
        <div className="import-panels" aria-busy={checking !== null} data-checking={checking !== null || undefined}>
          <TabPanel id="reading">
            <ImportReading preview={preview} chosen={choices} onChange={refine} onQuestions={() => onQuestions(shown)} />
          </TabPanel>
          <TabPanel id="columns">
            <ImportColumns preview={preview} roles={roles} onRole={setRole} />
          </TabPanel>
          <TabPanel id="passages">
            <ImportPassages preview={preview} onChange={refine} />
          </TabPanel>
        </div>
      </Tabs>
      <footer className="import-foot">
        <p className="import-verdict" role="status" data-testid="import-verdict">
          <b>{verdictInWords(total)}</b>
          {total.nRejected > 0 && (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                // The rows that are asked for may be another file's.
                if (check.nRejected === 0) setChosen(files.findIndex((file) => (file.preview?.check.nRejected ?? 0) > 0));
                setStep('reading');
              }}
            >
              {count(total.nRejected)} rejected
            </button>
          )}
          <span>{total.complete ? `${plural(total.nPassages, 'passage')} to embed` : 'the whole file is read when it is embedded'}</span>
        </p>
        <div className="dialog-actions">
          <Button className="button" onPress={onCancel}>
            Keep the current base
          </Button>
          <Button ref={confirm} className="button button-primary" isDisabled={!ready} data-testid="import-confirm" onPress={onConfirm}>
            Embed and open
          </Button>
        </div>
      </footer>
    </>
  );
}

export function ImportDialog({ task, ...actions }: { readonly task: MappingTask | null } & ImportActions): ReactElement {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={task !== null} onOpenChange={(open) => !open && actions.onCancel()}>
      <Modal className="modal modal-import">
        <Dialog className="dialog dialog-import" data-testid="import-dialog">
          {task !== null && <Form task={task} {...actions} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

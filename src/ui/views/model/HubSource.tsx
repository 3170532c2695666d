/** A model from the hub, in two consents: to ask the hub for a list, then to download so many bytes. Pure. */
import { useId, useState, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { HubForm, Space } from '../../../app/models/state.ts';
import { originText } from '../../../app/models/origin.ts';
import { DEFAULT_HUB, hubBase, type DownloadPlan } from '../../../models/checkpoint/download/index.ts';
import { fileSize, plural } from '../../format.ts';
import { Help } from '../../parts/Help.tsx';
import { Icon } from '../../parts/Icon.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly testId: string;
  readonly help?: ReactNode;
  readonly onChange: (value: string) => void;
}

function TextField({ label, value, placeholder, testId, help, onChange }: TextFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <span className="field-label">
        <label htmlFor={id}>{label}</label>
        {help}
      </span>
      <input id={id} className="text-input" value={value} placeholder={placeholder} data-testid={testId} autoComplete="off" autoCapitalize="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function PlanCard({ plan, space, onForget, onDownload }: { readonly plan: DownloadPlan; readonly space: Space | null; readonly onForget: () => void; readonly onDownload: () => void }): ReactElement {
  const free = space?.quota != null && space.usage !== null ? space.quota - space.usage : null;
  return (
    <div className="model-plan" data-testid="model-plan">
      <dl className="facts">
        <dt>Model</dt>
        <dd className="verbatim">{plan.name}</dd>
        <dt>Origin</dt>
        <dd className="verbatim">{originText(plan.origin)}</dd>
        <dt>Licence</dt>
        <dd className="verbatim">{plan.licence}</dd>
        <dt>Download</dt>
        <dd data-testid="model-plan-size">
          <b>{fileSize(plan.bytes)}</b> in {plural(plan.files.length, 'file')}
        </dd>
      </dl>
      {free !== null && plan.bytes > free && <p className="model-note model-note-warn">The browser grants this page about {fileSize(Math.max(0, free))} more: this model will hardly fit. Delete others first.</p>}
      {plan.notes.map((note) => (
        <p key={note} className="model-note">
          {note}
        </p>
      ))}
      <details className="model-files">
        <summary>Which files</summary>
        <ul>
          {plan.files.map(({ path, bytes }) => (
            <li key={path}>
              <span className="verbatim">{path}</span> <span className="number">{fileSize(bytes)}</span>
            </li>
          ))}
        </ul>
      </details>
      <div className="dialog-actions">
        <Button className="button" onPress={onForget}>
          Back
        </Button>
        <Button className="button button-primary" data-testid="model-download" onPress={onDownload}>
          <Icon name="download" />
          Download {fileSize(plan.bytes)}
        </Button>
      </div>
    </div>
  );
}

export interface HubSourceProps {
  readonly hub: string;
  readonly lookingUp: boolean;
  readonly plan: DownloadPlan | null;
  readonly space: Space | null;
  readonly onHub: (address: string) => void;
  readonly onLookUp: (form: HubForm) => void;
  readonly onForget: () => void;
  readonly onDownload: (plan: DownloadPlan) => void;
}

export function HubSource({ hub, lookingUp, plan, space, onHub, onLookUp, onForget, onDownload }: HubSourceProps): ReactElement {
  const [form, setForm] = useState<HubForm>({ repo: '', revision: '', contextRepo: '', hub });
  const change = (part: Partial<HubForm>): void => setForm({ ...form, ...part });
  const base = hubBase(form.hub.trim());
  const host = base === null ? 'the hub' : new URL(base).host;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (base !== null) onHub(base);
    onLookUp(form);
  };
  if (plan !== null) return <PlanCard plan={plan} space={space} onForget={onForget} onDownload={() => onDownload(plan)} />;
  return (
    <form className="model-form" onSubmit={submit}>
      <div className="model-fields">
        <TextField label="Model" value={form.repo} placeholder="owner/name" testId="model-repo" onChange={(repo) => change({ repo })} />
        <TextField label="Revision" value={form.revision} placeholder="main" testId="model-revision" onChange={(revision) => change({ revision })} />
      </div>
      <details className="model-more" open={form.contextRepo !== '' || hub !== DEFAULT_HUB || undefined}>
        <summary>Context encoder, other hub</summary>
        <div className="model-fields">
          <TextField label="Context encoder, where the model has none" value={form.contextRepo} placeholder="owner/name" testId="model-context-repo" help={<Help topic="contextEncoder" />} onChange={(contextRepo) => change({ contextRepo })} />
          <TextField label="Address of the hub" value={form.hub} placeholder={DEFAULT_HUB} testId="model-hub" onChange={(address) => change({ hub: address })} />
        </div>
      </details>
      <div className="model-consent">
        <p className="small">
          Looking it up asks <b className="verbatim">{host}</b> for a list of files. It learns your network address and the model’s name; your questions and tables stay here. <Help topic="airlock" />
        </p>
        <Button type="submit" className="button button-primary" data-testid="model-look-up" isDisabled={lookingUp || form.repo.trim() === ''}>
          {lookingUp ? 'Asking…' : 'Look it up'}
        </Button>
      </div>
    </form>
  );
}

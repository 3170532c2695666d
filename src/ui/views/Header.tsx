/** The top line: mark, what runs, provider, precision and theme. Pure: fed by props. */
import type { ReactElement, ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { needsFloat16, PRECISIONS, type Precision } from '../../rag/settings.ts';
import type { EngineInfo, ParityProbe } from '../../app/protocol.ts';
import type { EngineState } from '../../app/store.ts';
import type { ProviderChoice } from '../../app/url.ts';
import { count, megabytes, scientific } from '../format.ts';
import { Help } from '../parts/Help.tsx';
import { Icon, Mark } from '../parts/Icon.tsx';
import { SelectField, type Option } from '../parts/fields.tsx';
import type { Theme } from '../theme.ts';

const PROVIDERS: readonly Option<ProviderChoice>[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WebAssembly' },
];

/** Float16 where it can run; a precision that was asked for in vain stays on show. */
function precisionOptions(chosen: Precision, float16: boolean): readonly Option<Precision>[] {
  const offered = PRECISIONS.filter((precision) => precision === chosen || float16 || !needsFloat16(precision));
  return offered.map((value) => ({ value, label: value }));
}

const VERDICTS: Readonly<Record<ParityProbe['status'], string>> = {
  agrees: 'GPU checked',
  disagrees: 'GPU refused',
  failed: 'WebGPU failed',
  'no-webgpu': 'no WebGPU here',
  forced: 'not probed',
};

function providerName({ provider, adapter, threads }: EngineInfo): string {
  if (provider === 'webgpu') return adapter === '' ? 'WebGPU' : `WebGPU (${adapter})`;
  return `WASM (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
}

/** A model card without the fields before its text; what of them matters stands above. */
function withoutFrontMatter(card: string): string {
  return card.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '').trimStart();
}

function EngineFacts({ info }: { readonly info: EngineInfo }): ReactElement {
  const { model, probe } = info;
  return (
    <>
      <dl className="facts">
        <dt>Runs on</dt>
        <dd>
          {providerName(info)}
          {info.fallbackAdapter && ' – a software adapter: correct but slow'}
        </dd>
        <dt>
          Parity probe <Help topic="probe" />
        </dt>
        <dd>
          {probe.message}
          {probe.difference !== null && <> Largest difference {scientific(probe.difference)}.</>}
        </dd>
        <dt>Model</dt>
        <dd>{model.name}</dd>
        <dt>Weights</dt>
        <dd>
          {count(model.parameters)} parameters, {model.dtype}, {megabytes(model.bytes)}; vectors of {count(model.dim)} dimensions
        </dd>
        <dt>
          Precision <Help topic="precision" />
        </dt>
        <dd>
          {model.dtype}
          {info.precisionReason !== null && <>: {info.precisionReason}.</>}
        </dd>
        <dt>Licence</dt>
        <dd>{model.licence}</dd>
        {model.origin !== undefined && (
          <>
            <dt>Origin</dt>
            <dd>{model.origin}</dd>
          </>
        )}
      </dl>
      {info.provider === 'wasm' && info.threads === 1 && <p className="small">One thread: this page is not cross-origin isolated, so the browser withholds shared memory.</p>}
      <h3 className="popover-subtitle">Model card</h3>
      <p className="model-card">{withoutFrontMatter(model.card)}</p>
    </>
  );
}

function EngineBadge({ engine }: { readonly engine: EngineState }): ReactElement {
  const { info, status } = engine;
  if (info === null) {
    return (
      <span className="badge" data-testid="engine-badge" data-status={status}>
        <span className="badge-dot" data-status={status} />
        {status === 'failed' ? 'Engine stopped' : 'Starting…'}
      </span>
    );
  }
  return (
    <DialogTrigger>
      <Button className="badge" data-testid="engine-badge" data-status={status}>
        <span className="badge-dot" data-status={info.probe.status} />
        <b>{providerName(info)}</b>
        <span className={info.precisionReason === null ? 'badge-part' : 'badge-part badge-differs'}>{info.model.dtype}</span>
        <span className="badge-part">{megabytes(info.model.bytes)}</span>
        <span className="badge-part badge-verdict">{VERDICTS[info.probe.status]}</span>
      </Button>
      <Popover className="popover popover-wide" placement="bottom end" offset={8}>
        <Dialog className="popover-body">
          <Heading slot="title" className="popover-title">
            What runs
          </Heading>
          <EngineFacts info={info} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export interface HeaderProps {
  readonly engine: EngineState;
  readonly provider: ProviderChoice;
  readonly precision: Precision;
  readonly theme: Theme;
  readonly onProvider: (provider: ProviderChoice) => void;
  readonly onPrecision: (precision: Precision) => void;
  readonly onTheme: (theme: Theme) => void;
  /** The way to other models. */
  readonly modelTool: ReactNode;
}

export function Header({ engine, provider, precision, theme, onProvider, onPrecision, onTheme, modelTool }: HeaderProps): ReactElement {
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="header">
      <h1 className="wordmark">
        <Mark />
        ragscope
      </h1>
      <p className="tagline">A microscope for retrieval-augmented generation. Nothing leaves this tab.</p>
      <div className="header-tools">
        <EngineBadge engine={engine} />
        {modelTool}
        <SelectField label="Provider" hideLabel value={provider} options={PROVIDERS} onChange={onProvider} testId="provider-select" />
        <div className="header-precision">
          <SelectField label="Precision" hideLabel value={precision} options={precisionOptions(precision, engine.info?.float16 ?? false)} onChange={onPrecision} testId="precision-select" />
          <Help topic="precision" />
        </div>
        <Button className="button-icon" data-testid="theme-switch" aria-label={`Switch to the ${other} theme`} onPress={() => onTheme(other)}>
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </Button>
      </div>
    </header>
  );
}

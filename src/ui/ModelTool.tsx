/** The header's way to other models: connects the models' store and the page's store to the panel. Knows no engine code. */
import { useCallback, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { ModelChoice } from '../app/models/types.ts';
import { useActions, useAppState } from './appContext.tsx';
import { useModels } from './modelsContext.tsx';
import { Icon } from './parts/Icon.tsx';
import { ModelPanel } from './views/ModelPanel.tsx';

export function ModelTool(): ReactElement {
  const { state, actions } = useModels();
  const page = useActions();
  const model = useAppState(({ engine }) => engine.info?.model ?? null);
  const hub = useAppState(({ settings }) => settings.hub);
  const chosen = useAppState(({ settings }) => settings.model);
  const { transfer } = state;
  const { setOpen } = actions;
  const use = useCallback(
    (choice: ModelChoice): void => {
      setOpen(false);
      void page.chooseModel(choice);
    },
    [setOpen, page],
  );
  const share = transfer?.progress && transfer.progress.stage !== 'checking' ? Math.floor((100 * transfer.progress.done) / transfer.progress.total) : null;
  return (
    <>
      <Button className="button model-button" data-testid="model-button" onPress={() => setOpen(true)}>
        <Icon name="model" />
        Model
        {transfer !== null && <span className="model-button-share">{share === null ? '…' : `${share} %`}</span>}
      </Button>
      <ModelPanel
        state={state}
        inUse={chosen !== '' ? chosen : model?.origin === undefined ? null : 'folder'}
        running={model}
        hub={hub}
        onOpenChange={setOpen}
        onUse={use}
        onHub={(address) => page.setSettings({ hub: address })}
        actions={actions}
      />
    </>
  );
}

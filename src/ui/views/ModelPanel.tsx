/** The dialog of models: those that are here, the ways to others, and the room they take. Pure: fed by the models' state. */
import { useState, type ReactElement } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { ModelsActions, ModelsState } from '../../app/models/state.ts';
import type { ModelChoice } from '../../app/models/types.ts';
import type { ModelInfo } from '../../app/protocol.ts';
import { Alert } from '../parts/Alert.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Segmented, type Option } from '../parts/fields.tsx';
import { AccessToken } from './model/AccessToken.tsx';
import { FolderSource } from './model/FolderSource.tsx';
import { HubSource } from './model/HubSource.tsx';
import { ModelShelf } from './model/ModelShelf.tsx';
import { SpaceLine } from './model/SpaceLine.tsx';
import { TransferCard } from './model/TransferCard.tsx';

type Way = 'hub' | 'folder';
const WAYS: readonly Option<Way>[] = [
  { value: 'hub', label: 'From the hub', testId: 'model-from-hub' },
  { value: 'folder', label: 'From a folder', testId: 'model-from-folder' },
];

export interface ModelPanelProps {
  readonly state: ModelsState;
  /** Id of the stored model in use; 'folder' for a folder of the user's; null for the embedded one. */
  readonly inUse: string | null;
  /** What the engine runs; null while it starts. */
  readonly running: ModelInfo | null;
  readonly hub: string;
  readonly onOpenChange: (open: boolean) => void;
  readonly onUse: (choice: ModelChoice) => void;
  readonly onHub: (address: string) => void;
  readonly actions: ModelsActions;
}

function Panel({ state, inUse, running, hub, onUse, onHub, onOpenChange, actions }: ModelPanelProps): ReactElement {
  const [way, setWay] = useState<Way>('hub');
  const { transfer, alert, shelf, space } = state;
  return (
    <>
      <div className="model-head">
        <Heading slot="title" className="dialog-title">
          Models
        </Heading>
        <Button className="button-icon" aria-label="Close" onPress={() => onOpenChange(false)}>
          <Icon name="close" />
        </Button>
      </div>
      {alert !== null && <Alert alert={alert} onDismiss={actions.dismiss} />}
      {state.access !== null && <AccessToken key={state.access.hub} access={state.access} onGive={(token) => void actions.giveToken(token)} onForget={actions.forgetToken} />}
      <section className="model-section" aria-labelledby="model-here">
        <h3 id="model-here">On this machine</h3>
        <ModelShelf
          shelf={shelf}
          inUse={inUse}
          running={running}
          busyId={transfer?.kind === 'download' ? transfer.plan.id : null}
          canTransfer={transfer === null}
          onUse={onUse}
          onResume={(plan) => void actions.download(plan)}
          onDelete={(id) => void actions.discard(id)}
        />
        <SpaceLine shelf={shelf} space={space} onPersist={() => void actions.persist()} />
      </section>
      {transfer === null ? (
        <section className="model-section" aria-labelledby="model-other">
          <div className="model-ways">
            <h3 id="model-other">Another model</h3>
            <Segmented label="Where from" value={way} options={WAYS} onChange={setWay} />
          </div>
          {way === 'hub' ? (
            <HubSource
              hub={hub}
              lookingUp={state.lookingUp}
              plan={state.plan}
              space={space}
              onHub={onHub}
              onLookUp={(form) => void actions.lookUp(form)}
              onForget={actions.forgetPlan}
              onDownload={(plan) => void actions.download(plan)}
            />
          ) : (
            <FolderSource
              folder={state.folder}
              onPick={(folder) => void actions.pick(folder)}
              onForget={actions.forgetFolder}
              onUse={onUse}
              onKeep={async () => {
                const model = await actions.keepFolder();
                if (model) onUse({ kind: 'stored', id: model.id });
              }}
            />
          )}
        </section>
      ) : (
        <TransferCard transfer={transfer} onPause={actions.pause} onCancel={() => void actions.cancel()} />
      )}
      <p className="visually-hidden" role="status">
        {state.notice}
      </p>
    </>
  );
}

export function ModelPanel(props: ModelPanelProps): ReactElement {
  const { state, onOpenChange } = props;
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={state.open} onOpenChange={onOpenChange}>
      <Modal className="modal modal-models">
        <Dialog className="dialog" data-testid="model-panel">
          <Panel {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

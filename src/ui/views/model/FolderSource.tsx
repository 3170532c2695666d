/** A model from a folder of the user's, picked or dropped: shown with what it holds, then used as it lies or copied. Pure. */
import { useRef, type ReactElement } from 'react';
import { Button, DropZone, Text } from 'react-aria-components';
import { droppedFolder, pickedFolder, type DroppedItem } from '../../../app/models/folder.ts';
import type { ModelsState } from '../../../app/models/state.ts';
import type { ModelChoice, PickedFolder } from '../../../app/models/types.ts';
import { fileSize, plural } from '../../format.ts';
import { Icon } from '../../parts/Icon.tsx';

export interface FolderSourceProps {
  readonly folder: ModelsState['folder'];
  readonly onPick: (folder: Promise<PickedFolder>) => void;
  readonly onForget: () => void;
  readonly onUse: (choice: ModelChoice) => void;
  readonly onKeep: () => Promise<void>;
}

export function FolderSource({ folder, onPick, onForget, onUse, onKeep }: FolderSourceProps): ReactElement {
  const picker = useRef<HTMLInputElement>(null);
  if (folder !== null) {
    const { facts, picked } = folder;
    return (
      <div className="model-plan" data-testid="model-folder-found">
        <dl className="facts">
          <dt>Folder</dt>
          <dd className="verbatim">{facts.name}</dd>
          <dt>Licence</dt>
          <dd className="verbatim">{facts.licence}</dd>
          <dt>Of use</dt>
          <dd>
            <b>{fileSize(facts.bytes)}</b> in {plural(facts.files.length, 'file')}
          </dd>
        </dl>
        <div className="dialog-actions">
          <Button className="button button-quiet" onPress={onForget}>
            Another folder
          </Button>
          <Button className="button" data-testid="model-folder-keep" onPress={() => void onKeep()}>
            Keep a copy here and use it
          </Button>
          <Button className="button button-primary" data-testid="model-folder-use" onPress={() => onUse({ kind: 'folder', folder: picked })}>
            Use it for this visit
          </Button>
        </div>
      </div>
    );
  }
  return (
    <DropZone
      className="model-drop"
      data-testid="model-drop"
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => onPick(droppedFolder(items.filter((item) => item.kind !== 'text') as DroppedItem[]))}
    >
      <Text slot="label">Drop the folder of a checkpoint here</Text>
      <p className="small">Hugging Face format: config.json, weights, tokenizers. It is read where it lies; nothing is sent anywhere.</p>
      <input
        ref={picker}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label="Checkpoint folder"
        data-testid="model-folder-input"
        multiple
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          if (files.length > 0) onPick(Promise.resolve(pickedFolder(files)));
          event.target.value = '';
        }}
      />
      <Button className="button" data-testid="model-folder-pick" onPress={() => picker.current?.click()}>
        <Icon name="folder" />
        Choose a folder…
      </Button>
    </DropZone>
  );
}

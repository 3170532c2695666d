/** Where a model came from, in words. Knows no view. */
import type { ModelOrigin } from '../../models/checkpoint/download/index.ts';

export function originText(origin: ModelOrigin): string {
  switch (origin.kind) {
    case 'folder':
      return `folder ${origin.name}`;
    case 'hub': {
      const parts = origin.parts.map(({ repo, revision, commit, into }) => {
        const at = commit === null || commit.startsWith(revision) ? revision : `${revision}, ${commit.slice(0, 10)}`;
        return `${repo} (${at})${into === '' ? '' : ` as ${into}`}`;
      });
      return `${new URL(origin.base).host}: ${parts.join(' with ')}`;
    }
  }
}

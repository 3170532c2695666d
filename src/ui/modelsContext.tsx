/** Hands the state of the model panel to React. Knows no view. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Models, ModelsActions, ModelsState } from '../app/models/state.ts';

export const ModelsContext = createContext<Models | null>(null);

export function useModels(): { readonly state: ModelsState; readonly actions: ModelsActions } {
  const models = useContext(ModelsContext);
  if (models === null) throw new Error('internal: a view stands outside ModelsContext');
  return { state: useStore(models.store), actions: models.actions };
}

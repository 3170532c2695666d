/** Hands the store to React. Knows no view. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { App, AppActions, AppState } from '../app/store.ts';

export const AppContext = createContext<App | null>(null);

function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('internal: a view stands outside AppContext');
  return app;
}

/** @param select must return a part of the state itself, not a new object */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}

export function useActions(): AppActions {
  return useApp().actions;
}

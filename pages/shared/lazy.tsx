// Parts of a page that are loaded when they are first shown, so that a first visit need not wait for them.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** A component that stands for another one, and shows nothing until that has been loaded. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | null>(null);
  let isAsked = false;
  return function Lazy(props: Props) {
    if (!isAsked) {
      isAsked = true;
      void load().then((component) => {
        loaded.value = component;
      });
    }
    const Component = loaded.value;
    return Component && <Component {...props} />;
  };
}

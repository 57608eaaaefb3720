import { useHotkeys } from '@mantine/hooks'

/** Esc goes back, unless something floats: then it closes that and no more. */
export function useEscape(back: () => void): void {
  useHotkeys([
    [
      'Escape',
      () => {
        if (!document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) back()
      },
    ],
  ])
}

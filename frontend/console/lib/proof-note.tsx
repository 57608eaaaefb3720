import { selectIn } from '@shared/editor/fields'
import type { Editor } from '@tiptap/core'
import type { Case } from '../api/types'
import { ProofList } from './proof-list'

type Props = { c: Case; text: string; editor: () => Editor | null | undefined; onLeave: () => void }

/** A report or a part held against the case, beside its signature: what is found leads back to the words. */
export function ProofNote({ c, text, editor, onLeave }: Props) {
  return (
    <ProofList
      c={c}
      of={{ text }}
      onGo={f => {
        onLeave()
        // The dialog gives the keys back to what opened it: what is gone to has them after that.
        setTimeout(() => {
          const at = editor()
          if (at) selectIn(at, f.block, f.start, f.end)
        }, 0)
      }}
    />
  )
}

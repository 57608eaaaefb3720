import type { ComponentProps } from 'react'
import { RichText as Editor } from '@shared/editor/rich-text'
import { PlainField, plainWanted } from './plain-field'

/** The editor, as tests of pages get it (vite.config.ts, standIns). */
export function RichText(props: ComponentProps<typeof Editor>) {
  return plainWanted() ? <PlainField {...props} /> : <Editor {...props} />
}

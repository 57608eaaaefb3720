import { IconAdjustmentsHorizontal, IconAngle, IconArrowDownRight, IconArrowLeft, IconBookmark, IconContrast, IconHandMove, IconLayoutColumns, IconOvalVertical, IconRestore, IconRulerMeasure, IconStack2, IconZoomIn } from '@tabler/icons-react'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { Identity, type Person } from '../ui/identity'
import { markKinds } from './marks'
import { handTools, type Tool } from './use-drag'
import classes from './viewer.module.css'
import { useWords } from './words'

const icons = { scroll: IconStack2, window: IconContrast, zoom: IconZoomIn, pan: IconHandMove, length: IconRulerMeasure, angle: IconAngle, ellipse: IconOvalVertical, arrow: IconArrowDownRight } satisfies Record<Tool, unknown>

type Props = {
  person: Person
  back: { label: string; onClick: () => void }
  tools?: {
    tool: Tool
    onTool: (tool: Tool) => void
    comparing: boolean
    onCompare: () => void
    onReset: () => void
    onKeyImage?: () => void
  }
  /** The side column, in a window that has no room beside the images. */
  panel?: { open: boolean; onOpen: (open: boolean) => void }
}

/** Whose case it is, and what the pointer does. */
export function Toolbar({ person, back, tools, panel }: Props) {
  const { t } = useWords()
  return (
    <header className={classes.bar}>
      <button type="button" className={classes.back} onClick={back.onClick}>
        <Icon of={IconArrowLeft} />
        <span>{back.label}</span>
      </button>
      <div className={classes.whose}>
        <Identity person={person} />
      </div>
      <div className={classes.acts}>
        {tools ? <Tools {...tools} /> : null}
        {/* Where there is no room for the side column it comes over the images. */}
        {panel ? (
          <button type="button" className={classes.tool} data-narrow aria-pressed={panel.open} title={t('tools.panel')} onClick={() => panel.onOpen(!panel.open)}>
            <Icon of={IconAdjustmentsHorizontal} size={20} />
            <span>{t('tools.panel')}</span>
          </button>
        ) : null}
        {tools?.onKeyImage ? (
          <Button kind="primary" icon={<Icon of={IconBookmark} />} keys="K" onClick={tools.onKeyImage}>
            {t('side.keyImage')}
          </Button>
        ) : null}
      </div>
    </header>
  )
}

function Tools({ tool, onTool, comparing, onCompare, onReset, onKeyImage }: NonNullable<Props['tools']>) {
  const { t } = useWords()
  const one = (name: Tool) => (
    <button key={name} type="button" className={classes.tool} aria-pressed={tool === name} title={t(`tools.${name}`)} onClick={() => onTool(name)}>
      <Icon of={icons[name]} size={20} />
      <span>{t(`tools.${name}`)}</span>
    </button>
  )
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('tools.label')}>
        {handTools.map(one)}
        <span className={classes.toolGap} />
        {markKinds.map(one)}
        {onKeyImage ? one('arrow') : null}
        <span className={classes.toolGap} />
        <button type="button" className={classes.tool} aria-pressed={comparing} title={t('tools.compare')} onClick={onCompare}>
          <Icon of={IconLayoutColumns} size={20} />
          <span>{t('tools.compare')}</span>
        </button>
        <button type="button" className={classes.tool} title={t('tools.reset')} onClick={onReset}>
          <Icon of={IconRestore} size={20} />
          <span>{t('tools.reset')}</span>
        </button>
    </div>
  )
}

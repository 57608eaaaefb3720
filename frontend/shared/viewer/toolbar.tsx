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
    panel: boolean
    onPanel: () => void
    onKeyImage?: () => void
  }
}

/** Whose case it is, and what the pointer does. */
export function Toolbar({ person, back, tools }: Props) {
  return (
    <header className={classes.bar}>
      <button type="button" className={classes.back} onClick={back.onClick}>
        <Icon of={IconArrowLeft} />
        <span>{back.label}</span>
      </button>
      <div className={classes.whose}>
        <Identity person={person} />
      </div>
      {tools ? <Tools {...tools} /> : null}
    </header>
  )
}

function Tools({ tool, onTool, comparing, onCompare, onReset, panel, onPanel, onKeyImage }: NonNullable<Props['tools']>) {
  const { t } = useWords()
  const one = (name: Tool) => (
    <button key={name} type="button" className={classes.tool} aria-pressed={tool === name} title={t(`tools.${name}`)} onClick={() => onTool(name)}>
      <Icon of={icons[name]} size={20} />
      <span>{t(`tools.${name}`)}</span>
    </button>
  )
  return (
    <div className={classes.acts}>
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
        <button type="button" className={classes.tool} data-narrow aria-pressed={panel} title={t('tools.panel')} onClick={onPanel}>
          <Icon of={IconAdjustmentsHorizontal} size={20} />
          <span>{t('tools.panel')}</span>
        </button>
      </div>
      {onKeyImage ? (
        <Button kind="primary" icon={<Icon of={IconBookmark} />} keys="K" onClick={onKeyImage}>
          {t('side.keyImage')}
        </Button>
      ) : null}
    </div>
  )
}

import { IconMinus, IconPlus, IconRotateClockwise } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import { FindBar, FindButton } from './find-bar'
import { zoomOf } from './layout'
import classes from './reader.module.css'
import { Roll, type SheetPlace, type Sheets } from './roll'
import { PageJump, ZoomField } from './tools'
import type { Finder } from './use-finder'
import type { Pages } from './use-pages'

type Props = {
  of: Pages
  ref: Ref<Sheets>
  label: string
  sheet: (place: SheetPlace) => ReactNode
  /** Before the other tools. */
  tool?: ReactNode
  /** Between the tools and the pages. */
  above?: ReactNode
  /** Beside the pages. */
  aside?: ReactNode
  search?: { finder: Finder; count: number; says: string }
}

/** Pages below one another with their tools, whatever they are pages of. */
export function PagesView({ of, ref, label, sheet, tool, above, aside, search }: Props) {
  const { t } = useTranslation('shared')
  return (
    <div className={classes.reader} onKeyDown={of.onKeyDown}>
      <div className={classes.bar} role="toolbar" aria-label={t('pdf.tools')}>
        {tool}
        {of.count > 1 ? <PageJump page={of.page} pages={of.count} onJump={of.show} /> : null}
        <span className={classes.zoom}>
          <IconButton label={t('pdf.smaller')} onClick={of.smaller}>
            <Icon of={IconMinus} />
          </IconButton>
          <ZoomField zoom={of.zoom} onZoom={of.setZoom} />
          <IconButton label={t('pdf.larger')} onClick={of.larger}>
            <Icon of={IconPlus} />
          </IconButton>
        </span>
        <IconButton label={t('pdf.turn')} onClick={() => of.rotate(90)}>
          <Icon of={IconRotateClockwise} />
        </IconButton>
        {search ? <FindButton finder={search.finder} /> : null}
      </div>
      {search ? <FindBar finder={search.finder} count={search.count} says={search.says} onStep={of.step} /> : null}
      {above}
      <div className={classes.body}>
        {aside}
        <Roll ref={ref} pages={of.count} zoom={of.zoom} turn={of.turn} label={label} start={of.start} onPage={of.turnedTo} onScale={of.setScale} sheet={sheet} />
      </div>
      <span className="oso-hidden" role="status">
        {t('pdf.at', { number: of.page, count: of.count, zoom: Math.round(zoomOf(of.scale) * 100) })}
      </span>
    </div>
  )
}

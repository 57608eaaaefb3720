import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { CheckField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { logoAt, useKeepLogo } from '../../api/brand/brand'
import type { Brand } from '../../api/types'
import classes from './brand.module.css'

/** A logo as letters print it, on paper. */
export function Logo({ brand }: { brand: Brand }) {
  return brand.logo ? <img className={classes.logo} src={logoAt(brand.logo)} alt={brand.name} /> : null
}

/** The logo of letters: chosen from a file, kept as it is printed. */
export function LogoField({ brand, onBrand }: { brand: Brand; onBrand: (b: Brand) => void }) {
  const { t } = useTranslation('console')
  const keep = useKeepLogo()
  const input = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <div className={classes.logoField}>
      <span className={classes.label}>{t('brand.logo')}</span>
      <Logo brand={brand} />
      <div className={classes.acts}>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg"
          aria-label={t('brand.logo')}
          hidden
          onChange={e => {
            const file = e.target.files?.[0]
            e.target.value = '' // the same file may be chosen again
            if (!file) return
            setFault(null)
            after(keep.mutateAsync(file), { done: logo => onBrand({ ...brand, logo }), failed: setFault })
          }}
        />
        <Button busy={keep.isPending && t('brand.logoSending')} onClick={() => input.current?.click()}>
          {brand.logo ? t('brand.logoOther') : t('brand.logoChoose')}
        </Button>
        {brand.logo ? (
          <Button kind="link" onClick={() => onBrand({ ...brand, logo: undefined, logo_names: undefined })}>
            {t('brand.logoAway')}
          </Button>
        ) : null}
      </div>
      {brand.logo ? (
        <CheckField label={t('brand.logoNames')} checked={brand.logo_names ?? false} onChange={on => onBrand({ ...brand, logo_names: on || undefined })} />
      ) : null}
      <p className="oso-small oso-ink-2">{t('brand.logoHint')}</p>
      {fault ? (
        <Note kind="problem" live>
          {fault.message}
        </Note>
      ) : null}
    </div>
  )
}

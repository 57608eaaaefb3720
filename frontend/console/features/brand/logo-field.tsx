import { CheckField } from '@shared/form/choice'
import { useTranslation } from 'react-i18next'
import { logoAt, useKeepLogo } from '../../api/brand/brand'
import type { Brand } from '../../api/types'
import { PictureChoice } from '../../lib/picture-choice'
import classes from './brand.module.css'

/** A logo as letters print it, on paper. */
export function Logo({ brand }: { brand: Brand }) {
  return brand.logo ? <img className={classes.logo} src={logoAt(brand.logo)} alt={brand.name} /> : null
}

/** The logo of letters: chosen from a file, kept as it is printed. */
export function LogoField({ brand, onBrand }: { brand: Brand; onBrand: (b: Brand) => void }) {
  const { t } = useTranslation('console')
  const keep = useKeepLogo()
  return (
    <div className={classes.logoField}>
      <span className={classes.label}>{t('brand.logo')}</span>
      <Logo brand={brand} />
      <PictureChoice
        keep={keep}
        there={Boolean(brand.logo)}
        label={t('brand.logo')}
        words={{ choose: t('brand.logoChoose'), other: t('brand.logoOther'), away: t('brand.logoAway'), sending: t('brand.logoSending') }}
        className={classes.acts}
        onKept={logo => onBrand({ ...brand, logo })}
        onAway={() => onBrand({ ...brand, logo: undefined, logo_names: undefined })}
      >
        {brand.logo ? <CheckField label={t('brand.logoNames')} checked={brand.logo_names ?? false} onChange={on => onBrand({ ...brand, logo_names: on || undefined })} /> : null}
        <p className="oso-small oso-ink-2">{t('brand.logoHint')}</p>
      </PictureChoice>
    </div>
  )
}

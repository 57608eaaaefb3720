import { Loading } from '../ui/states'
import classes from './reader.module.css'

/** What stands where a record is being opened. */
export function Opening({ what }: { what: string }) {
  return (
    <div className={classes.inset}>
      <Loading what={what} />
    </div>
  )
}

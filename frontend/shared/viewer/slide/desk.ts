// OpenSeadragon under our policy: it scrolls, zooms and asks for cells; what a cell
// is, and every pixel of it, is ours.
import OpenSeadragon from 'openseadragon'
import type { Region } from '../../wire/key-image'
import type { Affine, Size, View } from '../view'
import type { Cells, Failure } from './cells'
import type { Level } from './level'
import type { Slide } from './pyramid'

/** What is seen: CSS pixels for a pixel of the finest level, and where each of its pixels lies. */
export type Look = { zoom: number; at: Affine | null }

export type Desk = {
  zoomBy: (by: number) => void
  /** To so many CSS pixels for a pixel of the finest level. */
  zoomTo: (zoom: number) => void
  panBy: (x: number, y: number) => void
  fit: () => void
  turn: () => void
  /** A place in a level's pixels: it comes into the middle, with a mark on it. */
  show: (level: Level, x: number, y: number, mark: HTMLElement) => void
  /** What comes into sight, once nothing moves any more. */
  seen: () => { at: Affine; room: Size; turns: View['turns'] }
  /** A part of the finest level's pixels, or all of it, fills the room, turned so. */
  see: (region: Region | undefined, turns: number) => void
  again: () => void
  close: () => void
}

const cacheBytes = 128 << 20
// A slide without a small picture of itself is not drawn from more tiles than this.
const mostTiles = 300

type Job = OpenSeadragon.ImageJob & { tile: { level: number; x: number; y: number }; userData: { abort?: AbortController }; finish: (data: unknown, request: null, type: string) => void; fail: (message: string, request: null) => void }

/** Whether the whole slide can be drawn at once, or only near. */
export function isWhole(slide: Slide): boolean {
  const [coarsest] = slide.levels
  return coarsest !== undefined && coarsest.across * coarsest.down <= mostTiles
}

/** How far one may go away from a slide: to all of it, or to as many tiles as are drawn at once. */
function farthest(slide: Slide, el: HTMLElement) {
  const [coarsest] = slide.levels
  if (!coarsest || isWhole(slide)) return { minZoomImageRatio: 0.8 }
  const own = Math.sqrt((el.clientWidth * el.clientHeight) / (mostTiles * coarsest.tile.columns * coarsest.tile.rows))
  const level = (own * coarsest.columns) / Math.max(1, el.clientWidth)
  return { minZoomLevel: level, defaultZoomLevel: level }
}

export function openDesk(el: HTMLElement, slide: Slide, cells: Cells, on: { look: (look: Look) => void; failed: (f: Failure) => void; open: (desk: Desk) => void }): Desk {
  keepStylesOut()
  const { levels, spacing } = slide
  const finest = levels.at(-1) as Level
  const tall = spacing ? spacing[0] / spacing[1] : 1
  const width = finest.columns
  const at = (level: number) => levels[level] as Level
  const area = Math.max(...levels.map(l => l.tile.columns * l.tile.rows))
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const source = new OpenSeadragon.TileSource({
    width,
    height: finest.rows * tall,
    tileSize: finest.tile.columns,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: levels.length - 1,
    getTileWidth: (level: number) => at(level).tile.columns,
    getTileHeight: (level: number) => at(level).tile.rows,
    getLevelScale: (level: number) => 1 / at(level).scale.x,
    getNumTiles: (level: number) => new OpenSeadragon.Point(at(level).across, at(level).down),
    getTileBounds: (level: number, x: number, y: number, isSource?: boolean) => {
      const l = at(level)
      const [left, top] = [x * l.tile.columns, y * l.tile.rows]
      const [w, h] = [Math.min(l.tile.columns, l.columns - left), Math.min(l.tile.rows, l.rows - top)]
      if (isSource) return new OpenSeadragon.Rect(0, 0, w, h)
      const [sx, sy] = [l.scale.x / width, (l.scale.y * tall) / width]
      return new OpenSeadragon.Rect(left * sx, top * sy, w * sx, h * sy)
    },
    getTileAtPoint: (level: number, p: OpenSeadragon.Point) => {
      const l = at(level)
      const within = (v: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(v)))
      return new OpenSeadragon.Point(within((p.x * width) / l.scale.x / l.tile.columns, l.across), within((p.y * width) / (l.scale.y * tall) / l.tile.rows, l.down))
    },
    getTileUrl: (level: number, x: number, y: number) => `${level}/${x}/${y}`,
    downloadTileStart: (job: Job) => {
      const abort = new AbortController()
      job.userData.abort = abort
      cells.draw(job.tile.level, job.tile.x, job.tile.y, abort.signal, on.failed).then(
        ctx => job.finish(ctx, null, 'context2d'),
        (e: unknown) => {
          if (!abort.signal.aborted) on.failed({ level: job.tile.level, fault: e instanceof Error ? e : new Error() })
          job.fail('', null)
        },
      )
    },
    downloadTileAbort: (job: Job) => job.userData.abort?.abort(),
  } as unknown as OpenSeadragon.TileSourceOptions)
  const viewer = OpenSeadragon({
    element: el,
    drawer: 'canvas',
    tileSources: [source] as unknown as OpenSeadragon.Options['tileSources'],
    showNavigationControl: false,
    showNavigator: isWhole(slide),
    navigatorPosition: 'BOTTOM_RIGHT',
    navigatorSizeRatio: 0.18,
    navigatorRotate: true,
    keyboardNavEnabled: false,
    tabIndex: '',
    ...farthest(slide, el),
    maxZoomPixelRatio: 4,
    visibilityRatio: 0.4,
    constrainDuringPan: true,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: still ? 0 : 0.4,
    blendTime: 0,
    imageLoaderLimit: 4,
    timeout: 120_000,
    maxImageCacheCount: Math.max(24, Math.floor(cacheBytes / (4 * area))),
  } as unknown as OpenSeadragon.Options)
  const view = () => viewer.viewport
  const image = () => viewer.world.getItemAt(0)
  const room = (): Size => ({ width: el.clientWidth, height: el.clientHeight })
  const turnsNow = () => ((Math.round(view().getRotation() / 90) % 4) + 4) % 4
  /** From the finest level's pixels to those of the room: as it is drawn now, or as it comes to lie. */
  const affine = (now: boolean): Affine => {
    const angle = now ? (view().getRotation(true) * Math.PI) / 180 : (turnsNow() * Math.PI) / 2
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map(v => (Math.abs(v) < 1e-9 ? 0 : v)) as [number, number]
    const { width: w, height: h } = room()
    const scale = (w * view().getZoom(now)) / width
    const middle = view().getCenter(now)
    const [x, y] = [middle.x * width, middle.y * width]
    return { a: scale * cos, b: scale * sin, c: -scale * sin * tall, d: scale * cos * tall, e: w / 2 - scale * (cos * x - sin * y), f: h / 2 - scale * (sin * x + cos * y) }
  }
  const tell = () => {
    if (image()) on.look({ zoom: image().viewportToImageZoom(view().getZoom(true)), at: affine(true) })
  }
  const desk: Desk = {
    zoomBy: by => void view().zoomBy(by).applyConstraints(),
    zoomTo: zoom => void view().zoomTo(image().imageToViewportZoom(zoom)).applyConstraints(),
    panBy: (x, y) => void view().panBy(view().deltaPointsFromPixels(new OpenSeadragon.Point(x, y))).applyConstraints(),
    fit: () => void view().goHome(),
    turn: () => void view().setRotation((view().getRotation() + 90) % 360),
    show: (level, x, y, mark) => {
      const place = new OpenSeadragon.Point((x * level.scale.x) / width, (y * level.scale.y * tall) / width)
      view().zoomTo(image().imageToViewportZoom(1 / level.scale.x), undefined, true).panTo(place, true).applyConstraints(true)
      viewer.addOverlay({ element: mark, location: place, placement: OpenSeadragon.Placement.CENTER })
    },
    seen: () => ({ at: affine(false), room: room(), turns: turnsNow() as View['turns'] }),
    see: (region, turns) => {
      view().setRotation(turns * 90, true)
      if (!region) return void view().goHome(true)
      const [x, y, w, h] = [region.x, region.y * tall, region.width, region.height * tall].map(v => v / width) as [number, number, number, number]
      view().fitBounds(new OpenSeadragon.Rect(x, y, w, h), true)
    },
    again: () => image()?.reset(),
    close: () => viewer.destroy(),
  }
  viewer.addHandler('open', () => {
    tell()
    on.open(desk)
  })
  viewer.addHandler('viewport-change', tell)
  viewer.addHandler('animation', tell)
  viewer.addHandler('resize', tell)
  return desk
}

/**
 * OpenSeadragon puts a style element into the page unless one of its own is there,
 * and our policy has none of that. This one is of its name, of no language, and
 * says nothing; what it would have said is in our own sheet.
 */
function keepStylesOut(): void {
  const name = 'data-openseadragon-mobile-css'
  if (document.querySelector(`style[${name}]`)) return
  const none = document.createElementNS('urn:none', 'style')
  none.setAttribute(name, 'none')
  document.head.append(none)
}

import type { Readable } from './source'

/** How a record is read: by which part of the reader, or why by none. */
export type Kind = 'pdf' | 'picture' | 'waveform' | 'text' | 'film' | 'sound' | 'heic' | 'psd' | 'slide' | 'image' | 'program' | 'other'

const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/bmp', 'image/x-ms-bmp', 'image/tiff', 'image/avif']
// Whole slides as their scanners write them. A TIFF by form, but of many gigabytes and in tiles.
const slides = /\.(svs|ndpi|mrxs|scn|vsi|bif|czi|ets|svslide|vmu|vms|qptiff)$/i

export function kindOf({ media: full, name, modality, bytes }: Readable): Kind {
  const media = full.split(';')[0]?.trim().toLowerCase() ?? ''
  if (slides.test(name)) return 'slide'
  if (media === 'application/pdf') return 'pdf'
  if (media === 'image/tiff' && bytes > 256 << 20) return 'slide'
  if (pictures.includes(media)) return 'picture'
  if (/^image\/(heic|heif)/.test(media)) return 'heic'
  if (/photoshop|image\/(x-)?psd/.test(media)) return 'psd'
  if (media.startsWith('image/svg')) return 'text'
  if (media.startsWith('image/')) return 'image'
  if (media.startsWith('video/')) return 'film'
  if (media.startsWith('audio/')) return 'sound'
  if (media === 'application/dicom') return modality === 'ECG' || modality === 'HD' || modality === 'EPS' || modality === 'RESP' ? 'waveform' : 'text'
  if (/msdownload|x-executable|x-dosexec|x-mach-binary|java-archive|x-sharedlib|x-elf/.test(media)) return 'program'
  if (/^text\/|xml|json|rtf|hl7|officedocument|opendocument|csv/.test(media)) return 'text'
  return 'other'
}

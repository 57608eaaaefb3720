declare module 'utif' {
  type Directory = Record<string, unknown> & { width: number; height: number; data: Uint8Array }
  const UTIF: {
    decode: (file: ArrayBuffer) => Directory[]
    decodeImage: (file: ArrayBuffer, page: Directory) => void
    toRGBA8: (page: Directory) => Uint8Array
  }
  // eslint-disable-next-line no-restricted-exports -- it is how the package is made
  export default UTIF
}

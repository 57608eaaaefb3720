// What the viewer calls what Go says of a case's images.

export type { ImageEntry as Instance, ImageEntry as Other, ImageSeries as Series, ImageStudy as Study, ImageList as Images } from '../wire/images'

import { type NativeImage, nativeImage } from 'electron'
import type { Role } from '../shared/domain/roles.ts'
import { SIDE, serverPicture } from './server-picture.ts'

export const serverIcon = (role: Role | null, scale: number): NativeImage =>
  nativeImage.createFromBitmap(serverPicture(role, scale), { width: SIDE * scale, height: SIDE * scale })

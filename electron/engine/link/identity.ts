import 'reflect-metadata'
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto'
import { chmod, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { X509CertificateGenerator } from '@peculiar/x509'
import type { Log } from '../ports.ts'
import { writeDurably } from './durable-file.ts'

/** This server's TLS identity: a self-signed ECDSA P-256 certificate, made once. */
export interface Identity {
  readonly keyPem: string
  readonly certificatePem: string
  /** SHA-256 of the certificate's DER, hex: what the peer pins. */
  readonly fingerprint: string
}

const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

/** The certificate never expires in practice (RFC 5280 4.1.2.5): pinning decides, and clocks may be wrong. */
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z')
const NOT_AFTER = new Date('9999-12-31T23:59:59Z')

const KEY_BLOCK = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/
const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/

export const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex')

const pem = (label: string, der: ArrayBuffer): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

export const createIdentity = async (): Promise<Identity> => {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const serial = randomBytes(16)
  // A positive INTEGER without a leading zero byte (RFC 5280 4.1.2.2).
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial.toString('hex'),
      name: 'CN=Redundancy Manager',
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      signingAlgorithm: SIGNING,
      keys,
    },
    webcrypto,
  )
  return {
    keyPem: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificatePem: pem('CERTIFICATE', certificate.rawData),
    fingerprint: fingerprintOf(new Uint8Array(certificate.rawData)),
  }
}

/** Null when the text holds no key and certificate that belong together. */
const parseIdentity = (text: string): Identity | null => {
  const keyPem = KEY_BLOCK.exec(text)?.[0]
  const certificatePem = CERTIFICATE_BLOCK.exec(text)?.[0]
  if (keyPem === undefined || certificatePem === undefined) return null
  try {
    const certificate = new X509Certificate(certificatePem)
    const own = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' })
    if (!own.equals(certificate.publicKey.export({ type: 'spki', format: 'der' }))) return null
    return { keyPem, certificatePem, fingerprint: fingerprintOf(certificate.raw) }
  } catch {
    return null
  }
}

/**
 * Reads the identity, or makes it at the first start. Key and certificate stand in one file so that they
 * can never be of two generations; a damaged file is kept aside and replaced (the peer then names
 * `certificateChanged`). Rejects when the folder cannot be read or written.
 */
export const loadIdentity = async (folder: string, log: Log): Promise<Identity> => {
  const file = path.join(folder, 'identity.pem')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text !== null) {
    const identity = parseIdentity(text)
    if (identity !== null) {
      await chmod(file, 0o600)
      return identity
    }
    await rename(file, `${file}.damaged`)
    log.warn(`The link's identity in ${file} is damaged; it was kept as identity.pem.damaged and made anew.`)
  }
  const identity = await createIdentity()
  await writeDurably(file, identity.keyPem + identity.certificatePem)
  log.info(`The link's identity was made in ${file}; certificate SHA-256 ${identity.fingerprint}.`)
  return identity
}

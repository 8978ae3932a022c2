import os from 'node:os'

/**
 * Whether the network interface of an address is there and has a carrier: the system lists only such ones.
 * Loopback always has one, also at addresses that nobody listed.
 */
export const hasCarrier = (address: string): boolean =>
  address.startsWith('127.') ||
  Object.values(os.networkInterfaces()).some((of) => of?.some((one) => one.address === address) === true)

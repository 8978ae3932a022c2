/** Every limit of the peer link in one place. Times in milliseconds, sizes in bytes. */

// ---- before the proof: the other end is a stranger
/** From the TCP connection to the finished proof, for whoever dials this server. */
export const UNPROVED_TIMEOUT_MS = 5_000
/** The same for our own dialling: shorter, so that a server that comes back is found soon. */
export const DIAL_TIMEOUT_MS = 3_000
/** One frame of the handshake. */
export const HANDSHAKE_FRAME_BYTES = 4 * 1024
/** All a stranger may send after the upgrade, before the proof is done. */
export const UNPROVED_BYTES = 16 * 1024
export const HTTP_HEADER_BYTES = 4 * 1024
/** Open connections without a proof, of all strangers together and of the peer's address. */
export const UNPROVED_STRANGERS = 24
export const UNPROVED_PEER = 8
/** Failed attempts per source address: so many at once, then so many per second. */
export const FAILURES_AT_ONCE = 10
export const FAILURES_PER_SECOND = 2
/** Source addresses whose failures are remembered; the oldest is forgotten. */
export const FAILURE_ADDRESSES = 256
/** At most one line of the log in this time tells of strangers. */
export const STRANGER_NOTE_MS = 10_000

// ---- after the proof
export const CONTROL_FRAME_BYTES = 256 * 1024
export const BULK_FRAME_BYTES = 4 * 1024 * 1024
/** A control socket that holds more than this has a peer that does not read. */
export const CONTROL_BUFFER_BYTES = 1024 * 1024
/**
 * `BulkChannel.send` waits above this. More is no faster (measured with 1, 2 and 8 MiB) and is encrypted in
 * one go, while the heartbeats of the same loop wait.
 */
export const BULK_BUFFER_BYTES = 2 * 1024 * 1024
/** Bulk sockets the peer may hold open here at once. */
export const BULK_CHANNELS = 4
/** A control socket with no frame for `max(declareLostMs, this)` is torn down. */
export const SILENCE_AT_LEAST_MS = 1_000
/** How often two linked servers compare their clocks, and what they may differ. */
export const CLOCK_CHECK_MS = 5_000
export const CLOCK_SKEW_MS = 2_000

// ---- trying again
/** The pause between two diallings is the heartbeat's, between these. */
export const REDIAL_LEAST_MS = 50
export const REDIAL_MOST_MS = 1_000
/** After a refusal only a person can heal (key, roles, addresses), and for a port in use. */
export const REFUSED_RETRY_MS = 1_000
/** How often a Primary without a link looks whether its peer is there at all. */
export const PROBE_MS = 2_000
/** What a proved peer may have echoed on one probe: so many frames, so large, for so long. */
export const ECHOES = 64
export const ECHO_BYTES = 16 * 1024
export const ECHO_MS = 25_000
/** How often the system is asked about a link that is down or silent. */
export const KERNEL_LOOK_MS = 1_000
/** How long a closing frame may take to leave. */
export const CLOSE_GRACE_MS = 250

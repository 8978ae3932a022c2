import { useState } from 'react'
import { certificateLabels as labels } from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { asRefusal, useWindowStore } from '../window/window-store.ts'

/** The way to accept a new certificate; only one of the two servers has it waiting. */
export const NewCertificate = () => {
  const store = useWindowStore()
  const [said, setSaid] = useState('')
  const look = async (): Promise<void> => {
    setSaid('')
    try {
      const { certificate } = await store.client.call('newCertificate', {})
      if (certificate === null) setSaid(labels.none)
      else store.ask({ kind: 'acceptCertificate', certificate })
    } catch (error) {
      setSaid(asRefusal(error).message)
    }
  }
  return (
    <div className="with-button">
      <p role="status">{said}</p>
      <CommandButton label={labels.open} onPress={() => void look()} />
    </div>
  )
}

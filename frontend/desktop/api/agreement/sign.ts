import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AgreementSignature, go } from '../../bridge'
import { keys } from '../keys'

export function useSignAgreement() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (signature: AgreementSignature) => go.agreement.Sign(signature),
    onSuccess: (_, { case: id }) => {
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}

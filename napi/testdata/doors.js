for (const state of ['arguments', 'environment', 'pending'])
  for (const [name, status] of addon[state]()) print(state + ' ' + name + ': ' + statuses[status]);

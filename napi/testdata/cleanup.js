addon.objects();
print(addon.hooks().map((s) => statuses[s]).join(' '));
addon.slow_hooks();
addon.functions(() => print('not called'));

from hypothesis import settings

# A busy machine is not a failure; and what fails once must fail again.
settings.register_profile("engine", deadline=None, derandomize=True)
settings.load_profile("engine")

from hypothesis import HealthCheck, settings

# A busy machine is not a failure; and what fails once must fail again.
settings.register_profile(
    "engine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")

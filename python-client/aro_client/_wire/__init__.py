"""What all api-versions' models and (de)serializers share beyond AutoRest's own runtime."""

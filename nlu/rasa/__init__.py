"""The Rasa project: pipeline, domain, training data and our components. A folder, not an API."""

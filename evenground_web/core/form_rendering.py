from django.forms.renderers import TemplatesSetting


class NHSForms(TemplatesSetting):
    """Draws every Django form as a complete NHS.UK form."""

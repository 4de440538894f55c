"""What several resource types share: this configuration owns named keys of one shared document."""

"""Image cropping: the saliency model and the paired-crop audit."""
